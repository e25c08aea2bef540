package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** L13 in a memory cgroup, where the kernel kills at once: each of these was killed. */
class MemoryGuardCgroupTest {
  private static final long MIB = 1 << 20;
  private static final int PAGES_PER_MIB = (int) (MIB / PAGE);

  private static Path large = Path.of("");
  private static Path small = Path.of("");

  @BeforeAll
  static void files() {
    large = ColdFile.of(240 * PAGES_PER_MIB);
    small = ColdFile.of(90 * PAGES_PER_MIB);
  }

  @AfterAll
  static void remove() throws IOException {
    Files.delete(large);
    Files.delete(small);
  }

  private static List<String> command(
      MemoryCgroupRoom group, String kind, Path file, int mib, int readMib) {
    List<String> all = new ArrayList<>(group.prefix());
    all.addAll(
        ChildJvm.java(
            CgroupLockMain.class,
            kind,
            file.toString(),
            "" + mib * PAGES_PER_MIB,
            "" + readMib * PAGES_PER_MIB));
    return all;
  }

  private static void assertRefused(
      MemoryCgroupRoom group, String kind, Path file, int mib, int readMib, String numbers)
      throws IOException {
    ChildJvm.Result ended = ChildJvm.run(List.of(), command(group, kind, file, mib, readMib));
    assertEquals(0, group.kills(), "oom_kill");
    assertEquals(0, ended.exit(), ended.output());
    assertEquals("MEMORY_CGROUP", ended.value("diagnose"));
    assertEquals("LIMIT_EXCEEDED", ended.value("result"));
    String message = ended.value("message");
    assertTrue(message.contains(numbers), message);
    assertTrue(message.contains("memory cgroup " + group.directory() + " leaves "), message);
  }

  @Test
  void aFileThatIsHalfInThePageCacheIsRefused() throws IOException {
    ColdFile.evict(large);
    try (MemoryCgroupRoom group = MemoryCgroupRoom.of(256 * MIB)) {
      assertRefused(
          group, "shared", large, 240, 120, 120 * MIB + " bytes of page cache are the range's own");
    }
  }

  @Test
  void aPrivateMappingOfACachedFileIsRefused() throws IOException {
    Files.copy(small, OutputStream.nullOutputStream()); // charged outside
    try (MemoryCgroupRoom group = MemoryCgroupRoom.of(100 * MIB)) {
      assertRefused(group, "private", small, 90, 0, "it takes " + 90 * MIB + " bytes more");
    }
  }

  @Test
  void memoryThatWasOnlyReadIsRefused() throws IOException {
    try (MemoryCgroupRoom group = MemoryCgroupRoom.of(160 * MIB)) {
      assertRefused(group, "zero", small, 200, 200, "it takes " + 200 * MIB + " bytes more");
    }
  }

  @Test
  void whatIsCachedElsewhereAndFitsIsLocked() throws IOException {
    Files.copy(small, OutputStream.nullOutputStream());
    try (MemoryCgroupRoom group = MemoryCgroupRoom.of(100 * MIB)) {
      ChildJvm.Result ended = ended(group, "shared", small, 90, 90);
      assertEquals("LOCKED", ended.value("result"), ended.output());
    }
  }

  private static ChildJvm.Result ended(
      MemoryCgroupRoom group, String kind, Path file, int mib, int readMib) throws IOException {
    ChildJvm.Result ended =
        ChildJvm.run(
            new ProcessBuilder(command(group, kind, file, mib, readMib))
                .redirectInput(Path.of("/dev/null").toFile()));
    assertEquals(0, group.kills(), "oom_kill");
    return ended;
  }

  /** Who holds a lock already is not killed for another's. */
  @Test
  void theInnocentHolderStaysAlive() throws IOException {
    ColdFile.evict(large);
    ColdFile.evict(small);
    try (MemoryCgroupRoom group = MemoryCgroupRoom.of(256 * MIB)) {
      Process holder =
          new ProcessBuilder(command(group, "shared", small, 90, 45))
              .redirectErrorStream(true)
              .start();
      try {
        awaitLocked(holder);
        ChildJvm.Result second = ended(group, "shared", large, 160, 80);
        assertEquals("LIMIT_EXCEEDED", second.value("result"), second.output());
        assertTrue(holder.isAlive(), "the holder");
      } finally {
        holder.getOutputStream().close();
        holder.onExit().join();
      }
      assertEquals(0, holder.exitValue());
    }
  }

  private static void awaitLocked(Process holder) throws IOException {
    BufferedReader lines = holder.inputReader(StandardCharsets.UTF_8);
    List<String> seen = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      seen.add(line);
      if (line.equals("result=LOCKED")) {
        return;
      }
    }
    throw new AssertionError(seen.toString());
  }
}
