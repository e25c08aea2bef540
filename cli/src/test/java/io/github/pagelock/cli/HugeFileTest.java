package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of hugetlbfs: what `lock` says that is kept is what `status` says. */
class HugeFileTest {
  private static final Path POOL = Path.of("/proc/sys/vm/nr_hugepages");
  private static final long HUGE = 2 << 20;
  private static final int COUNT = 2;

  @TempDir private Path dir;
  private String poolBefore = "";
  private boolean mounted;
  private Path file;

  @BeforeEach
  void mount() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "mounting needs root");
    assumeTrue(Files.exists(POOL), "this kernel has no huge pages");
    String meminfo = Files.readString(Path.of("/proc/meminfo"));
    assumeTrue(meminfo.contains("Hugepagesize:       2048 kB"), "huge pages of another size");
    poolBefore = Files.readString(POOL).strip();
    int wanted = Integer.parseInt(poolBefore) + COUNT;
    Files.writeString(POOL, "" + wanted);
    assumeTrue(
        Integer.parseInt(Files.readString(POOL).strip()) == wanted, "no room for huge pages");
    mounted = run("mount", "-t", "hugetlbfs", "none", dir.toString());
    assumeTrue(mounted, "hugetlbfs cannot be mounted here");
    file = dir.resolve("huge");
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(COUNT * HUGE);
    }
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      Files.deleteIfExists(file);
      // Lazily: the mapping goes with its buffer.
      assertTrue(run("umount", "-l", dir.toString()));
    }
    if (!poolBefore.isEmpty()) {
      Files.writeString(POOL, poolBefore);
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private void assertKeeps(long kept, long offset, long bytes, boolean async) throws Exception {
    try (PageLocker locker = PageLocker.builder().build()) {
      Locking locking =
          async
              ? new AsyncLocking(locker, LockMode.PLAIN)
              : new SyncLocking(locker, LockMode.PLAIN);
      LockSession session =
          new LockSession(locker, locking, LockPolicy.REQUIRED, false, Long.MAX_VALUE);
      session.map(
          List.of(new TargetFile(file, COUNT * HUGE, new ByteRange(offset, offset + bytes))),
          () -> false,
          (target, failure) -> {
            throw failure;
          });
      session.lock(() -> false, Progress.SILENT);
      session.observe(false);
      assertEquals(bytes, session.lockedBytes());
      assertEquals(kept, session.rows().get(0).keptBytes());
      assertEquals(kept, statusBytes());
      assertEquals(List.of(), session.unlock());
      String line = "the kernel keeps whole huge pages: " + Text.kilobytes(kept);
      assertEquals(kept > bytes, printed(session).contains(line), printed(session));
    }
  }

  /** What `status` says of this process's mappings of the file. */
  private long statusBytes() {
    long self = ProcessHandle.current().pid();
    return ProcessStatus.of(self, ProcFiles.RUNNING).orElseThrow().locked().stream()
        .filter(row -> row.file().equals(file.toString()))
        .mapToLong(ProcessStatus.Locked::lockedBytes)
        .sum();
  }

  private static String printed(LockSession session) {
    StringWriter text = new StringWriter();
    LockReport report =
        new LockReport(
            "",
            "linux",
            "plain",
            "required",
            true,
            null,
            session.pageSize(),
            session.rows(),
            0,
            false,
            session.lockedBytes(),
            1,
            1.0,
            0,
            session.vmLckSeen(),
            List.of(),
            List.of());
    LockTable.print(report, new PrintWriter(text, true), OptionalInt.empty());
    return text.toString();
  }

  @Test
  void ofAPartTheWholeHugePageIsKept() throws Exception {
    assertKeeps(HUGE, 0, 8192, true);
  }

  @Test
  void soItIsOfAPartThatIsLockedSynchronously() throws Exception {
    assertKeeps(2 * HUGE, 100, HUGE, false);
  }

  @Test
  void ofAWholeFileItIsAsMuchAsItsBytes() throws Exception {
    assertKeeps(COUNT * HUGE, 0, COUNT * HUGE, true);
  }

  /** Java unmaps a buffer when it is collected, and ends the JVM if the kernel refuses. */
  @Test
  void aPartIsUnmappedAgain() throws Exception {
    assertKeeps(HUGE, HUGE + 8192, 100, true);
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (Files.readString(Path.of("/proc/self/maps")).contains(file.toString())) {
      assertTrue(System.nanoTime() - deadline < 0, "still mapped");
      System.gc();
      Thread.sleep(20);
    }
  }
}
