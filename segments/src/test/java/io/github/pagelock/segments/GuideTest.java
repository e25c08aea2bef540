package io.github.pagelock.segments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/segments.md does what it says. */
class GuideTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  private final GuideExample example =
      new GuideExample() {
        @Override
        void search(MemorySegment index) {
          locked = lockedBytes();
        }

        @Override
        void use(MemorySegment key) {
          locked = lockedBytes();
        }
      };

  private long locked;

  private static long lockedBytes() {
    try {
      return VmLck.bytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void itsLinesAreThoseThatAreCompiled() throws IOException {
    String source =
        Files.readString(
            Path.of("src/test/java/io/github/pagelock/segments/GuideExample.java"));
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(Path.of("../docs/segments.md")))
            .results()
            .map((MatchResult found) -> found.group(1).indent(4))
            .toList();
    assertEquals(3, blocks.size());
    for (String block : blocks) {
      assertTrue(source.contains(block), block);
    }
  }

  @Test
  void itsLinesLockUntilTheBlockEnds() throws IOException {
    Path file = Files.write(directory.resolve("index"), new byte[100_000]);
    long before = VmLck.bytes();
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      example.lock(channel, arena);
    }
    assertTrue(locked - before >= 100_000, () -> locked + " bytes");
    example.allocate();
    assertTrue(locked > before, () -> locked + " bytes");
    assertEquals(before, VmLck.bytes());
  }

  @Test
  void lockedMemoryIsReadAsASegment() {
    try (LockedMemory memory = PageLocker.system().allocate(1)) {
      memory.put(0, (byte) 7);
      assertEquals(7, example.read(memory));
    }
  }
}
