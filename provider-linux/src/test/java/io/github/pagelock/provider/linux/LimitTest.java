package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.LockLimits;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import io.github.pagelock.spi.LimitNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits bind nobody here, so each test runs a JVM for somebody whom they bind. */
class LimitTest {
  private static final long LIMIT = LimitRowsMain.LIMIT_PAGES * (long) TestMappings.PAGE;

  private static void assumeRoot() {
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");
  }

  private static ChildJvm.Result rows(String memlock, List<String> user) {
    assumeRoot();
    List<String> prefix = new ArrayList<>(List.of("prlimit", "--memlock=" + memlock));
    prefix.addAll(user);
    ChildJvm.Result result = ChildJvm.run(prefix, ChildJvm.java(LimitRowsMain.class));
    assertEquals(0, result.exit(), result.output());
    return result;
  }

  private static void assertReason(ChildJvm.Result rows, String name, String expected) {
    String value = rows.value(name);
    assertTrue(value.startsWith(expected), value);
    assertTrue(value.endsWith("VmLck 0"), value);
  }

  @Test
  void overTheLimitFailsWithTheNumbersAndLocksNothing() {
    ChildJvm.Result rows = rows(LIMIT + ":" + LIMIT, ChildJvm.AS_NOBODY);
    assertEquals("ENOMEM 0", rows.value("raw.fourTimes"));
    assertEquals("ENOMEM 0", rows.value("raw.onFault"));
    assertEquals("0 " + LIMIT, rows.value("raw.exactly"));
    assertEquals("0 " + LIMIT, rows.value("raw.again"));
    assertEquals("ENOMEM " + LIMIT, rows.value("raw.onePageMore"));
    assertEquals("false", rows.value("exempt"));
    assertReason(rows, "provider.fourTimes", "LIMIT_EXCEEDED ENOMEM ");
    String message = rows.value("provider.fourTimes");
    assertTrue(message.contains("adds " + 4 * LIMIT + " bytes to what is locked"), message);
    assertTrue(message.contains("the limit on locked memory is " + LIMIT + " bytes"), message);
    assertTrue(message.contains("effective CAP_IPC_LOCK: no"), message);
    assertTrue(message.contains("Remedy: "), message);
    assertTrue(message.contains("Does not help: "), message);
    assertReason(rows, "provider.onFault", "LIMIT_EXCEEDED ENOMEM ");
    assertReason(rows, "library.fourTimes", "LIMIT_EXCEEDED");
    assertReason(rows, "library.onFault", "LIMIT_EXCEEDED");
    assertReason(rows, "library.exactly", "locked");
    assertReason(rows, "library.nestedAtTheLimit", "locked");
    assertEquals("LOCKED LOCKED", rows.value("held"));
  }

  @Test
  void aLimitOfNothingIsNotPermitted() {
    ChildJvm.Result rows = rows("0:8388608", ChildJvm.AS_NOBODY);
    assertEquals("EPERM 0", rows.value("raw.fourTimes"));
    assertEquals("EPERM 0", rows.value("raw.onFault"));
    assertEquals("EPERM 0", rows.value("raw.mlockall"));
    assertReason(rows, "provider.fourTimes", "NOT_PERMITTED EPERM ");
    String message = rows.value("provider.fourTimes");
    assertTrue(message.contains("the soft limit on locked memory is 0"), message);
    assertTrue(message.contains("`ulimit -S -l " + 4 * LIMIT / 1024 + "`"), message);
    assertReason(rows, "provider.onFault", "NOT_PERMITTED EPERM ");
    assertReason(rows, "library.fourTimes", "NOT_PERMITTED");
    assertTrue(rows.value("capabilities").contains("ON_FAULT"), "the kernel has mlock2");
  }

  @Test
  void theCapabilityExemptsFromTheLimit() {
    ProcFs proc = ProcFs.ofThisSystem();
    assumeTrue(
        new Privileges(proc).count(ProcStatus.read(proc), Privileges.CAP_IPC_LOCK),
        "needs CAP_IPC_LOCK in the initial user namespace");
    ChildJvm.Result rows = rows(LIMIT + ":" + LIMIT, List.of());
    assertEquals("0 " + 4 * LIMIT, rows.value("raw.fourTimes"));
    assertEquals("true", rows.value("exempt"));
    assertEquals("" + LIMIT, rows.value("soft"));
    assertReason(rows, "library.fourTimes", "locked");
  }

  /** Root of a user namespace shows every capability and has none that counts here. */
  @Test
  void theCapabilityDoesNotExemptInAUserNamespace() {
    assumeTrue(
        ChildJvm.run(List.of(), List.of("unshare", "--user", "--map-root-user", "true")).exit()
            == 0,
        "this kernel lets nobody make a user namespace");
    ChildJvm.Result rows =
        rows(LIMIT + ":" + LIMIT, List.of("unshare", "--user", "--map-root-user"));
    assertEquals("ENOMEM 0", rows.value("raw.fourTimes"));
    assertEquals("false", rows.value("exempt"));
    assertReason(rows, "provider.fourTimes", "LIMIT_EXCEEDED ENOMEM ");
  }

  @Test
  void agreesWithTheKernelsOwnFile() throws IOException {
    LockLimits limits = new LinuxProvider().open().limits();
    String line =
        Files.readAllLines(Path.of("/proc/self/limits")).stream()
            .filter(text -> text.startsWith("Max locked memory"))
            .findFirst()
            .orElseThrow();
    String[] fields = line.substring("Max locked memory".length()).strip().split("\\s+", -1);
    assertEquals(fields[0], shown(LimitNumbers.soft(limits)));
    assertEquals(fields[1], shown(LimitNumbers.hard(limits)));
    assertEquals(VmLck.bytes(), LimitNumbers.locked(limits));
    assertEquals("effective CAP_IPC_LOCK", limits.exemption());
  }

  private static String shown(long bytes) {
    return bytes == LimitNumbers.UNLIMITED ? "unlimited" : Long.toString(bytes);
  }

  @Test
  void limitsShowWhatIsLocked() {
    var linux = new LinuxProvider().open();
    try (TestMappings memory = new TestMappings()) {
      long address = memory.anonymous(16);
      long before = LimitNumbers.locked(linux.limits());
      linux.lock(address, LIMIT);
      assertEquals(before + LIMIT, LimitNumbers.locked(linux.limits()));
      linux.unlock(address, LIMIT);
      assertEquals(before, LimitNumbers.locked(linux.limits()));
    }
  }
}
