package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.MemoryRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor makes of /proc and /sys, from files of our own. */
class DoctorFactsTest {
  private static final long PID = 4711;
  private static final long MIB = 1 << 20;
  private static final String NO_CAPABILITY = "0000000000000000";
  private static final String IPC_LOCK = "0000000000004000";

  @TempDir private Path root;
  private ProcFiles files;

  @BeforeEach
  void makeAProcess() throws IOException {
    files = new ProcFiles(root);
    status(36, NO_CAPABILITY);
    limits("65536", "8388608");
    write("proc/4711/uid_map", "         0          0 4294967295\n");
    write("proc/4711/cgroup", "0::/system.slice/search.service\n");
    write("proc/4711/maps", "1000-2000 r--p\n2000-3000 r--p\n");
    write("proc/meminfo", "MemTotal: 8192 kB\nMemAvailable: 2048 kB\nSwapTotal: 1024 kB\n");
    write("proc/sys/vm/compact_unevictable_allowed", "0\n");
    write("proc/sys/vm/max_map_count", "65530\n");
    write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(root.resolve(name.substring(0, name.lastIndexOf('/'))));
    Files.writeString(root.resolve(name), text);
  }

  private void status(long vmLckKib, String capEff) throws IOException {
    write(
        "proc/4711/status",
        "Name:\tserver\nUid:\t1\t1000\t3\t4\nVmLck:\t"
            + vmLckKib
            + " kB\nCapPrm:\tffffffffffffffff\nCapEff:\t"
            + capEff
            + "\n");
  }

  private void limits(String soft, String hard) throws IOException {
    write(
        "proc/4711/limits",
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max locked memory         "
            + soft
            + "                "
            + hard
            + "              bytes     \n");
  }

  private ProcessFacts facts() {
    return ProcessFacts.of(PID, files).orElseThrow();
  }

  private OtherProcess other() {
    return new OtherProcess(facts(), HostFacts.of(files));
  }

  private Diagnosis diagnose(long bytes) {
    return other().diagnose(bytes);
  }

  @Test
  void theMachineIsReadFromItsFiles() {
    assertEquals(
        new HostFacts(8 * MIB, 2 * MIB, MIB, false, "madvise", 65530L), HostFacts.of(files));
  }

  @Test
  void whatIsNotToldIsUnknown() {
    assertEquals(
        new HostFacts(null, null, null, null, null, null),
        HostFacts.of(new ProcFiles(root.resolve("nothing"))));
    assertEquals(Optional.empty(), ProcessFacts.of(4712, files));
  }

  @Test
  void theRunningMachineTellsWholeNumbers() {
    HostFacts host = HostFacts.of(ProcFiles.RUNNING);
    assertTrue(host.maxMappings() != null && host.maxMappings() > 1000, host.toString());
    assertTrue(host.memoryBytes() != null && host.memoryBytes() > MIB, host.toString());
    ProcessFacts self =
        ProcessFacts.of(ProcessHandle.current().pid(), ProcFiles.RUNNING).orElseThrow();
    assertTrue(self.mappings() != null && self.mappings() > 10, self.toString());
  }

  @Test
  void aProcessIsReadFromItsFiles() {
    ProcessFacts facts = facts();
    assertEquals("server", facts.command());
    assertEquals(1000, facts.uid());
    assertEquals(
        LimitNumbers.of(65536, 8 * MIB, 36 << 10).withExemption(false, "effective CAP_IPC_LOCK"),
        facts.limits());
    assertFalse(facts.userNamespace());
    assertEquals("0::/system.slice/search.service", facts.cgroup());
    assertEquals(2, facts.mappings());
  }

  @Test
  void theLimitBindsUnlessTheCapabilityIsEffective() throws IOException {
    Diagnosis refused = diagnose(64 << 10);
    assertEquals(Cause.LIMIT, refused.cause());
    assertTrue(refused.explanation().contains("102400 bytes in all"), refused.explanation());
    assertEquals(
        "as the process's own user run `prlimit --pid 4711 --memlock=102400:`, while the process"
            + " runs",
        refused.cure().remedies().get(0).text());
    assertEquals(Cause.NONE, diagnose(28 << 10).cause());
    assertEquals(28 << 10, other().lockableBytes());
    status(36, IPC_LOCK);
    assertEquals(Cause.NONE, diagnose(64 << 10).cause());
    assertNull(other().lockableBytes());
  }

  @Test
  void inAUserNamespaceTheCapabilityDoesNotCount() throws IOException {
    status(36, IPC_LOCK);
    write("proc/4711/uid_map", "         0       1000          1\n");
    assertTrue(facts().userNamespace());
    assertEquals(Cause.LIMIT, diagnose(64 << 10).cause());
  }

  @Test
  void aboveTheHardLimitOnlyRootCanHelp() throws IOException {
    limits("65536", "65536");
    String remedy = diagnose(64 << 10).cure().remedies().get(0).text();
    assertTrue(remedy.startsWith("as root run `prlimit --pid 4711 --memlock=102400:102400`"));
  }

  @Test
  void aLimitOf0IsCalledSo() throws IOException {
    limits("0", "0");
    status(0, NO_CAPABILITY);
    assertEquals(Cause.LIMIT_ZERO, diagnose(1).cause());
    assertEquals(0, other().lockableBytes());
  }

  @Test
  void withoutALimitMemoryIsWhatBinds() throws IOException {
    limits("unlimited", "unlimited");
    assertEquals(LimitNumbers.UNLIMITED, LimitNumbers.soft(facts().limits()));
    long usable = MemoryRoom.of(2 * MIB, "").usableBytes();
    assertEquals(Cause.MEMORY, diagnose(usable + 1).cause());
    assertEquals(Cause.NONE, diagnose(usable).cause());
  }

  @Test
  void tooManyMappingsAreTheCauseWhenNothingElseIs() throws IOException {
    write("proc/sys/vm/max_map_count", "4\n");
    assertEquals(Cause.NONE, diagnose(1).cause());
    write("proc/4711/maps", "1\n2\n3\n");
    assertEquals(Cause.MAPPINGS, diagnose(1).cause());
  }

  @Test
  void aKernelThreadIsSaidToBeOne() throws IOException {
    write("proc/4711/status", "Name:\tkthreadd\nUid:\t0\t0\t0\t0\n");
    CliException e = assertThrows(CliException.class, this::facts);
    assertTrue(String.valueOf(e.getMessage()).contains("kernel thread"), e.toString());
  }
}
