package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.MemoryRange;
import io.github.pagelock.provider.linux.libc.JnaLibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.RangeAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's answers about single mappings, with /proc/self/maps as the oracle. */
class MappingQueryTest {
  private static final int FILES = 20;

  private final MappingQuery query = new MappingQuery(JnaLibC.load());
  private final ProcMaps maps = new ProcMaps(ProcFs.ofThisSystem());
  private final CountedProc proc = new CountedProc();

  @BeforeEach
  void assumeQuery() {
    assumeTrue(query.overlapping(0, PAGE).isPresent(), "Linux has PROCMAP_QUERY since 6.11");
  }

  private static long address(ByteBuffer buffer) {
    return RangeAddress.of(MemoryRange.of(buffer), JnaLibC.load()::addressOf);
  }

  private static MappedByteBuffer map(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    Files.write(file, new byte[PAGE]);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(MapMode.READ_ONLY, 0, PAGE).load();
    }
  }

  @Test
  void saysTheSameAsTheFile(@TempDir Path directory) throws IOException {
    try (TestMappings memory = new TestMappings()) {
      List<MappedByteBuffer> buffers =
          List.of(
              map(directory, "plain"), map(directory, "w\u00efth space"), map(directory, "gone"));
      Files.delete(directory.resolve("gone"));
      List<Long> addresses = new ArrayList<>(List.of(memory.anonymous(3)));
      buffers.forEach(buffer -> addresses.add(address(buffer)));
      for (long at : addresses) {
        assertEquals(
            Optional.of(maps.overlapping(at, at + PAGE)), query.overlapping(at, at + PAGE));
      }
      Mapping gone = query.overlapping(addresses.get(3), addresses.get(3) + PAGE).get().get(0);
      assertTrue(gone.name().endsWith("/gone (deleted)"), gone.name());
    }
  }

  /** What the JVM itself does not map and unmap meanwhile: the kernel's own mappings and files. */
  @Test
  void knowsTheKernelsOwnMappings() throws IOException {
    for (Mapping one : maps.overlapping(0, Long.MAX_VALUE)) {
      if (one.isSpecial()) {
        assertEquals(Optional.of(List.of(one)), query.overlapping(one.start(), one.end()));
      }
    }
  }

  /**
   * A process that locks many files has as many mappings: one list of them for each is too much.
   */
  @Test
  void countingResidentPagesOfAFileReadsNoListOfAllMappings(@TempDir Path directory)
      throws IOException {
    PageOperations linux = new LinuxPageOperations(JnaLibC.load(), proc);
    proc.opened.clear();
    List<MappedByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      buffers.add(map(directory, "file" + i));
    }
    for (MappedByteBuffer buffer : buffers) {
      long page = address(buffer) / PAGE * PAGE;
      assertEquals(1, linux.residency(page, PAGE).residentPages().orElseThrow());
    }
    assertFalse(proc.opened.contains("/proc/self/maps"), proc.opened.toString());
  }
}
