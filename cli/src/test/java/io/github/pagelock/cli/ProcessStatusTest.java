package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.cli.ProcessStatus.Locked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes as /proc describes them, from files of our own. */
class ProcessStatusTest {
  private static final long PID = 4711;
  private static final Terminal NONE = new Terminal(OptionalInt.empty(), OptionalInt.empty());

  @TempDir private Path root;
  private ProcFiles proc;

  @BeforeEach
  void setUp() throws IOException {
    proc = new ProcFiles(root);
    Files.createDirectories(root.resolve("proc/4711"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(root.resolve("proc/4711").resolve(name), text);
  }

  private void process(String smaps) throws IOException {
    write("status", "Name:\tserver\nState:\tS (sleeping)\nVmSize:\t  9000 kB\nVmLck:\t    36 kB\n");
    write("smaps", smaps);
  }

  private static String mapping(
      String range, String name, int residentKib, int swappedKib, String flags) {
    return range
        + " r--p 00000000 fe:01 42                         "
        + name
        + "\nSize:                 16 kB\nRss:                 "
        + residentKib
        + " kB\nPss:                  1 kB\nSwap:                  "
        + swappedKib
        + " kB\nSwapPss:               0 kB\nLocked:               1 kB\nVmFlags: "
        + flags
        + " \n";
  }

  @Test
  void lockedMappingsAreSummedByFileAndTheBiggestComesFirst() throws IOException {
    process(
        mapping("1000-5000", "/data/a b", 4, 0, "rd mr lo")
            + mapping("5000-6000", "/lib/other", 4, 0, "rd mr")
            + mapping("6000-a000", "/data/a b", 16, 0, "rd lo mr")
            + mapping("a000-b000", "", 0, 4, "rd wr lo lf"));
    ProcessStatus status = ProcessStatus.of(PID, proc).orElseThrow();
    assertEquals("server", status.command());
    assertEquals(36 * 1024, status.vmLckBytes());
    assertEquals(
        List.of(
            new Locked("/data/a b", "plain", 2, 0x8000, 20 * 1024, 0),
            new Locked("(anonymous)", "on-fault", 1, 0x1000, 0, 4 * 1024)),
        status.locked());
    assertEquals(new Locked("total", "", 3, 0x9000, 20 * 1024, 4 * 1024), status.total());
    assertEquals(status.vmLckBytes(), status.total().lockedBytes());
  }

  /** Nobody marks them, and they never leave RAM. */
  @Test
  void hugePagesAreLockedByNature() throws IOException {
    String huge = mapping("200000-600000", "/huge/file", 0, 0, "rd wr sh ht");
    process(
        huge.replace("Swap:", "Shared_Hugetlb:    2048 kB\nPrivate_Hugetlb:    2048 kB\nSwap:"));
    assertEquals(
        List.of(new Locked("/huge/file", "huge", 1, 4 << 20, 4 << 20, 0)),
        ProcessStatus.of(PID, proc).orElseThrow().locked());
  }

  @Test
  void aFileThatIsLockedInBothWaysHasALineForEach() throws IOException {
    process(
        mapping("1000-2000", "/data/a", 4, 0, "lo")
            + mapping("2000-3000", "/data/a", 4, 0, "lo lf"));
    assertEquals(
        List.of("plain", "on-fault"),
        ProcessStatus.of(PID, proc).orElseThrow().locked().stream().map(Locked::mode).toList());
  }

  @Test
  void aProcessThatLocksNothingSaysSo() throws IOException {
    process(mapping("1000-2000", "/data/a", 4, 0, "rd"));
    ProcessStatus status = ProcessStatus.of(PID, proc).orElseThrow();
    assertEquals(
        List.of("process 4711 (server): nothing is locked, VmLck 36 kB"),
        StatusTable.lines(status, NONE, 0));
  }

  @Test
  void aNarrowTerminalLosesColumnsAndKeepsWhatIsLocked() throws IOException {
    process(
        mapping("1000-5000", "/a/very/long/path/to/a/file", 4, 4, "lo")
            + mapping("6000-7000", "", 0, 0, "lo"));
    ProcessStatus status = ProcessStatus.of(PID, proc).orElseThrow();
    Terminal narrow = new Terminal(OptionalInt.of(46), OptionalInt.empty());
    List<String> lines = StatusTable.lines(status, narrow, 9);
    String table = String.join("\n", lines);
    assertTrue(table.contains("Locked kB") && table.contains("Resident kB"), table);
    assertFalse(table.contains("Mappings"), table);
    for (String line : lines) {
      assertTrue(line.replaceAll("\u001b\\[[0-9;]*m", "").length() <= 46, table);
    }
  }

  @Test
  void thereIsNoStatusOfAProcessThatIsNotThereOrHasEnded() throws IOException {
    assertEquals(Optional.empty(), ProcessStatus.of(4712, proc));
    write("status", "Name:\tserver\nState:\tZ (zombie)\n");
    assertEquals(Optional.empty(), ProcessStatus.of(PID, proc));
  }

  @Test
  void aProcessThatEndsBetweenTheTwoFilesHasNoStatus() throws IOException {
    process("");
    Files.delete(root.resolve("proc/4711/smaps"));
    assertEquals(Optional.empty(), ProcessStatus.of(PID, proc));
  }

  @Test
  void aKernelThreadIsSaidToBeOne() throws IOException {
    write("status", "Name:\tkthreadd\nState:\tS (sleeping)\nThreads:\t1\n");
    CliException e = assertThrows(CliException.class, () -> ProcessStatus.of(PID, proc));
    assertTrue(String.valueOf(e.getMessage()).contains("(kthreadd) is a kernel thread"));
  }

  @Test
  void theStartIsFoundBehindANameWithBracketsAndSpaces() throws IOException {
    write("stat", "4711 (a) b (c) S 1 1 1 0 -1 4194560 1 1 0 0 1 1 1 1 20 0 1 0 987654 1 1 1\n");
    assertEquals(Optional.of(987654L), proc.startOf(PID));
    assertEquals(Optional.empty(), proc.startOf(4712));
  }

  @Test
  void whereThereIsNoSmapsItIsNotLinux() {
    assertFalse(proc.isThere());
    assertTrue(ProcFiles.RUNNING.isThere());
  }
}
