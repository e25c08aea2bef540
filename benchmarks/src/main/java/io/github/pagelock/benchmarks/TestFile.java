package io.github.pagelock.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** A file on the disk that the C program is on, gone when it is closed. */
final class TestFile implements AutoCloseable {
  private static final int BLOCK = 1 << 20;

  private final Path path;

  TestFile(Path directory, long byteCount) throws IOException {
    path = Files.createTempFile(directory, "compare-", ".bin");
    path.toFile().deleteOnExit();
    byte[] block = new byte[BLOCK];
    // Not zeros: a file system might leave them out.
    new Random(1).nextBytes(block);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      for (long written = 0; written < byteCount; written += BLOCK) {
        channel.write(ByteBuffer.wrap(block));
      }
      channel.force(true);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
  }
}
