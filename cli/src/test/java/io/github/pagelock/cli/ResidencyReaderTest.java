package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Residency;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a kernel in which a page is resident if its first byte is 1, and not told if it is 2. */
class ResidencyReaderTest {
  /** Of that kernel: another than most have. */
  private static final int PAGE = 16 << 10;

  private static final byte IN_RAM = 1;
  private static final byte NOT_TOLD = 2;
  private static final long GIB = 1L << 30;

  @TempDir private Path dir;

  private static PageLocker kernel() {
    return (PageLocker)
        Proxy.newProxyInstance(
            PageLocker.class.getClassLoader(),
            new Class<?>[] {PageLocker.class},
            (proxy, method, args) -> {
              if (method.getName().equals("pageSize")) {
                return PAGE;
              }
              assertEquals("residency", method.getName());
              return count(((MemoryRange) args[0]).view().orElseThrow());
            });
  }

  private static Residency count(ByteBuffer bytes) {
    long pages = 0;
    long resident = 0;
    for (int at = bytes.position(); at < bytes.limit(); at += PAGE) {
      assertEquals(0, at % PAGE, "a range must begin with a page");
      pages++;
      if (bytes.get(at) == NOT_TOLD) {
        return Residency.unknown((bytes.remaining() + PAGE - 1) / PAGE, PAGE);
      }
      resident += bytes.get(at) == IN_RAM ? 1 : 0;
    }
    return Residency.of(pages, resident, PAGE);
  }

  private TargetFile file(long size) throws IOException {
    Path path = dir.resolve("file");
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
    return new TargetFile(path, size, ByteRange.WHOLE.within(size));
  }

  private static void mark(TargetFile file, byte mark, long... pages) throws IOException {
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      for (long page : pages) {
        channel.write(ByteBuffer.wrap(new byte[] {mark}), page * PAGE);
      }
    }
  }

  @Test
  void theMapShowsWhichStretchesAreInRamWhollyPartlyAndNotAtAll() throws IOException {
    TargetFile file = file(20 * PAGE);
    mark(file, IN_RAM, 0, 1, 5, 18, 19);
    FileResidency seen = new ResidencyReader(kernel(), 10).read(file);
    assertEquals(20, seen.pages());
    assertEquals(5, seen.residentPages());
    assertEquals(15, seen.missingPages());
    assertEquals("O o      O", seen.map());
    assertNull(seen.changed());
  }

  @Test
  void aFileOfFewPagesHasACharacterForEach() throws IOException {
    TargetFile file = file(2 * PAGE + 1);
    mark(file, IN_RAM, 1, 2);
    ResidencyReader reader = new ResidencyReader(kernel(), 10);
    assertEquals(" OO", reader.read(file).map());
    assertEquals(PAGE, reader.pageSize());
  }

  @Test
  void aStretchThatReachesIntoTheNextMappingCountsBothParts() throws IOException {
    long firstOfSecond = GIB / PAGE;
    TargetFile file = file(GIB + 10L * PAGE);
    mark(file, IN_RAM, firstOfSecond - 1, firstOfSecond, firstOfSecond + 9);
    FileResidency seen = new ResidencyReader(kernel(), 3).read(file);
    assertEquals(firstOfSecond + 10, seen.pages());
    assertEquals(3, seen.residentPages());
    assertEquals("  o", seen.map());
  }

  @Test
  void whatTheKernelDoesNotTellIsUnknownAndHasNoMap() throws IOException {
    TargetFile file = file(3 * PAGE);
    mark(file, NOT_TOLD, 1);
    FileResidency seen = new ResidencyReader(kernel(), 60).read(file);
    assertEquals(3, seen.pages());
    assertNull(seen.residentPages());
    assertNull(seen.map());
    assertEquals(-1, seen.missingPages());
  }

  @Test
  void aFileThatShrankIsReadAsFarAsItGoesAndSaysSo() throws IOException {
    TargetFile file = file(8 * PAGE);
    mark(file, IN_RAM, 0);
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      channel.truncate(PAGE + 1);
    }
    FileResidency seen = new ResidencyReader(kernel(), 60).read(file);
    assertEquals(2, seen.pages());
    assertEquals(1, seen.residentPages());
    assertEquals("O ", seen.map());
    assertEquals(
        "shrank while it was looked at, from " + 8 * PAGE + " to " + (PAGE + 1) + " bytes",
        seen.changed());
  }

  @Test
  void aFileThatIsEmptyByNowHasNoPages() throws IOException {
    TargetFile file = file(PAGE);
    Files.write(file.path(), new byte[0]);
    FileResidency seen = new ResidencyReader(kernel(), 60).read(file);
    assertEquals(0, seen.pages());
    assertEquals("", seen.map());
  }

  @Test
  void aFileThatIsGoneIsAnError() throws IOException {
    TargetFile file = file(PAGE);
    Files.delete(file.path());
    CliException e =
        assertThrows(CliException.class, () -> new ResidencyReader(kernel(), 60).read(file));
    assertEquals(file.path() + ": no such file or directory", e.getMessage());
  }

  @Test
  void sharesAreRoundedSoThatOnlyAllIs100AndOnlyNothingIs0() {
    assertEquals("0", Text.percent(0, 0));
    assertEquals("0", Text.percent(0, 10));
    assertEquals("0.1", Text.percent(1, 1_000_000));
    assertEquals("33.3", Text.percent(1, 3));
    assertEquals("99.9", Text.percent(999_999, 1_000_000));
    assertEquals("100", Text.percent(10, 10));
  }
}
