package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files on a disk that are not in the page cache. */
final class ColdFile {
  private ColdFile() {}

  /** Makes one, not sparse. */
  static Path of(int pages) {
    try {
      Path file = Files.createTempFile(Path.of("/var/tmp"), "pagelock-cold", "");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        ByteBuffer piece = ByteBuffer.allocate(16 * PAGE);
        for (int left = pages; left > 0; left -= 16) {
          piece.clear().limit(Math.min(left, 16) * PAGE);
          channel.write(piece);
        }
        channel.force(true);
      }
      evict(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes it out of the page cache, as far as the kernel lets go of it. */
  static void evict(Path file) {
    int fd = RawLibC.open(file.toString(), RawLibC.O_RDONLY);
    RawLibC.posix_fadvise(fd, 0, 0, RawLibC.POSIX_FADV_DONTNEED);
    RawLibC.close(fd);
  }

  /** Maps a cold file and reads the first pages, and no others. */
  static long map(TestMappings memory, Path file, int pages, int cached) {
    long address = memory.file(file, pages);
    RawLibC.madvise(address, (long) pages * PAGE, RawLibC.MADV_RANDOM);
    TestMappings.read(address, cached);
    return address;
  }
}
