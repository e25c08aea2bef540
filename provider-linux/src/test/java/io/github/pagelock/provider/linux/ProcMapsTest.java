package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.PageOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcMapsTest {
  private static final String MAPS =
      """
      00010000-00020000 r-xp 00002000 fe:00 1234                 /a file (deleted)
      00020000-00021000 ---p 00000000 00:00 0
      7ffc0000-7ffd0000 rw-p 00000000 00:00 0                 [stack]
      ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0   [vsyscall]
      """;

  @TempDir Path directory;

  private ProcMaps maps(String text) {
    return new ProcMaps(new FixtureRoot(directory).with("/proc/self/maps", text).proc());
  }

  @Test
  void readsEveryField() throws IOException {
    assertEquals(
        List.of(
            new Mapping(0x10000, 0x20000, "r-xp", 0x2000, 1234, "/a file (deleted)"),
            new Mapping(0x20000, 0x21000, "---p", 0, 0, ""),
            new Mapping(0x7ffc0000L, 0x7ffd0000L, "rw-p", 0, 0, "[stack]")),
        maps(MAPS).overlapping(0, Long.MAX_VALUE));
    assertEquals(4, maps(MAPS).count());
  }

  @Test
  void leavesOutWhatDoesNotOverlap() throws IOException {
    List<Mapping> found = maps(MAPS).overlapping(0x20000, 0x20001);
    assertEquals(1, found.size());
    assertEquals(0x20000, found.get(0).start());
    assertEquals(List.of(), maps(MAPS).overlapping(0x21000, 0x7ffc0000L));
  }

  /** Reading is not atomic: a mapping that grew meanwhile is told twice. */
  @Test
  void noTwoMappingsOverlap() throws IOException {
    String grown =
        """
        00010000-00020000 rw-p 00000000 00:00 0
        00018000-00030000 rw-p 00000000 00:00 0
        """;
    List<Mapping> found = maps(grown).overlapping(0, Long.MAX_VALUE);
    assertEquals(0x20000, found.get(1).start());
    assertEquals(0x30000, found.get(1).end());
  }

  /** What is told twice may begin before the end of the range that is asked about. */
  @Test
  void whatIsToldTwiceDoesNotLieBeyondTheRange() throws IOException {
    String grown =
        """
        00010000-00020000 rw-p 00000000 00:00 0
        00014000-00030000 rw-p 00000000 00:00 0
        """;
    List<Mapping> found = maps(grown).overlapping(0x10000, 0x18000);
    assertEquals(1, found.size());
    assertEquals(0x20000, found.get(0).end());
  }

  @Test
  void longNamesAreReadWhole() throws IOException {
    String name = "/" + "x".repeat(20_000);
    Mapping found =
        maps("00010000-00020000 rw-p 00000000 fe:00 12   " + name + "\n")
            .overlapping(0, Long.MAX_VALUE)
            .get(0);
    assertEquals(name, found.name());
  }

  /** The JVM maps and unmaps a few by itself meanwhile. */
  @Test
  void theCountFollowsTheMappingsThatAreMade() throws IOException {
    int made = 3000;
    PageOperations linux = new LinuxProvider().open();
    try (TestMappings memory = new TestMappings()) {
      long before = linux.mappings().count();
      long address = memory.anonymous(made);
      for (int i = 1; i < made; i += 2) {
        memory.forbid(address + (long) i * TestMappings.PAGE, 1);
      }
      long grown = linux.mappings().count() - before;
      assertTrue(Math.abs(grown - made) < made / 4, grown + " more");
    }
    long max = Long.parseLong(Files.readAllLines(Path.of("/proc/sys/vm/max_map_count")).get(0));
    assertEquals(max, linux.mappings().max());
  }
}
