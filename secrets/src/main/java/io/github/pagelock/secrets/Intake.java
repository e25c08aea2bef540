package io.github.pagelock.secrets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/** Where secrets are read from, into locked memory. */
@FunctionalInterface
interface Intake {
  /** Of the arrays on the heap that some bytes pass through: the less there is to overwrite. */
  int CHUNK_BYTES = 4 * 1024;

  /** Reads some bytes, as a channel does; returns -1 at the end. */
  int read(ByteBuffer target) throws IOException;

  static Intake of(ReadableByteChannel channel) {
    if (channel instanceof SelectableChannel selectable && !selectable.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    return channel::read;
  }

  static Intake of(InputStream stream) {
    return target -> {
      byte[] chunk = new byte[Math.min(CHUNK_BYTES, target.remaining())];
      try {
        int count = stream.read(chunk);
        if (count > 0) {
          target.put(chunk, 0, count);
        }
        return count;
      } finally {
        Arrays.fill(chunk, (byte) 0);
      }
    };
  }

  /** Fills a buffer from a generator. */
  static void random(SecureRandom generator, ByteBuffer target) {
    byte[] chunk = new byte[Math.min(CHUNK_BYTES, target.remaining())];
    try {
      while (target.hasRemaining()) {
        generator.nextBytes(chunk);
        target.put(chunk, 0, Math.min(chunk.length, target.remaining()));
      }
    } finally {
      Arrays.fill(chunk, (byte) 0);
    }
  }

  /** Random bytes of the kernel. */
  static Secret random(SecretPool pool, int byteCount) throws IOException {
    try (FileChannel kernel = FileChannel.open(Path.of("/dev/urandom"))) {
      return of(kernel).exactly(pool, byteCount);
    }
  }

  /** A file's bytes. */
  static Secret all(SecretPool pool, Path file, int atMost) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return of(channel).all(pool, atMost);
    }
  }

  /** A secret of the next bytes. */
  default Secret exactly(SecretPool pool, int byteCount) throws IOException {
    return filled(
        pool,
        byteCount,
        target -> {
          if (readInto(target) < byteCount) {
            throw new EOFException(
                "there are " + target.position() + " bytes, but " + byteCount + " were asked for");
          }
        });
  }

  /** A secret of all bytes that there are. */
  default Secret all(SecretPool pool, int atMost) throws IOException {
    int[] count = new int[1];
    try (Secret draft =
        filled(
            pool,
            atMost,
            target -> {
              count[0] = readInto(target);
              checkEnd(count[0], atMost);
            })) {
      return draft.apply(bytes -> pool.copy(bytes.limit(count[0])));
    }
  }

  private void checkEnd(int count, int atMost) throws IOException {
    if (count == 0) {
      throw new EOFException("there is nothing to read a secret from");
    }
    if (count == atMost) {
      ByteBuffer more = ByteBuffer.allocate(1);
      int found = readInto(more);
      more.put(0, (byte) 0);
      if (found > 0) {
        throw new IOException("there are more than the " + atMost + " bytes that were allowed");
      }
    }
  }

  /** Reads until the buffer is full or there is nothing more; returns how many bytes. */
  private int readInto(ByteBuffer target) throws IOException {
    int before = target.position();
    boolean ended = false;
    while (target.hasRemaining() && !ended) {
      ended = read(target) < 0;
    }
    return target.position() - before;
  }

  /** Fills a buffer. */
  @FunctionalInterface
  interface Filler {
    void fill(ByteBuffer target) throws IOException;
  }

  private static Secret filled(SecretPool pool, int byteCount, Filler filler) throws IOException {
    try {
      return pool.fill(
          byteCount,
          target -> {
            try {
              filler.fill(target);
            } catch (IOException failure) {
              throw new UncheckedIOException(failure);
            }
          });
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }
}
