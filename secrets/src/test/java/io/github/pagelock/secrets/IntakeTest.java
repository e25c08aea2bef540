package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets from streams, channels, files and descriptors. */
class IntakeTest {
  private static final byte[] FIVE = {1, 2, 3, 4, 5};

  @TempDir Path directory;

  private final FakeMachine machine = new FakeMachine();
  private final SecretPool pool = machine.pool();

  @AfterEach
  void nothingIsLeftBehind() {
    pool.close();
    assertEquals(0, machine.kernel.lockedBytes());
  }

  private void assertRefused(
      Class<? extends Exception> type, org.junit.jupiter.api.function.Executable call) {
    int before = pool.secretCount();
    assertThrows(type, call);
    assertEquals(before, pool.secretCount());
  }

  @Test
  void aStreamGivesWhatIsAskedForAndKeepsTheRest() throws IOException {
    InputStream stream = new ByteArrayInputStream(FIVE);
    assertArrayEquals(new byte[] {1, 2, 3}, FakeMachine.read(pool.read(stream, 3)));
    assertEquals(4, stream.read());
  }

  @Test
  void aStreamThatIsTooShortOrTooLongIsRefused() throws IOException {
    assertRefused(EOFException.class, () -> pool.read(new ByteArrayInputStream(FIVE), 6));
    assertRefused(IOException.class, () -> pool.readAll(new ByteArrayInputStream(FIVE), 4));
    assertRefused(EOFException.class, () -> pool.readAll(new ByteArrayInputStream(new byte[0]), 4));
    assertRefused(
        IllegalArgumentException.class, () -> pool.readAll(new ByteArrayInputStream(FIVE), 0));
    assertRefused(
        IllegalArgumentException.class, () -> pool.read(new ByteArrayInputStream(FIVE), -1));
    for (int atMost = 5; atMost < 8; atMost++) {
      Secret all = pool.readAll(new ByteArrayInputStream(FIVE), atMost);
      assertArrayEquals(FIVE, FakeMachine.read(all));
    }
  }

  /** Gives one byte at a time, and remembers the array that it wrote to. */
  private static final class Trickle extends InputStream {
    private byte[] array = {};
    private int next;

    @Override
    public int read() {
      return next < 5 ? FIVE[next++] : -1;
    }

    @Override
    public int read(byte[] target, int at, int count) {
      array = target;
      if (next == 5) {
        return -1;
      }
      target[at] = FIVE[next++];
      return 1;
    }
  }

  @Test
  void theArrayThatAStreamWritesToIsOverwritten() throws IOException {
    Trickle stream = new Trickle();
    assertArrayEquals(FIVE, FakeMachine.read(pool.readAll(stream, 100)));
    assertArrayEquals(new byte[stream.array.length], stream.array);
  }

  @Test
  void whatAStreamThrowsIsThrown() {
    IOException failure = new IOException("the test wanted it");
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw failure;
          }

          @Override
          public int read(byte[] target, int at, int count) throws IOException {
            throw failure;
          }
        };
    assertEquals(failure, assertThrows(IOException.class, () -> pool.read(broken, 3)));
    assertEquals(failure, assertThrows(IOException.class, () -> pool.readAll(broken, 3)));
    assertEquals(0, pool.secretCount());
  }

  @Test
  void aChannelWritesIntoLockedMemoryItself() throws IOException {
    ReadableByteChannel direct =
        new ReadableByteChannel() {
          private int left = 5;

          @Override
          public int read(ByteBuffer target) {
            assertTrue(target.isDirect());
            assertTrue(machine.kernel.lockedBytes() > 0);
            if (left == 0) {
              return -1;
            }
            target.put(FIVE[5 - left--]);
            return 1;
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    assertArrayEquals(FIVE, FakeMachine.read(pool.read(direct, 5)));
    assertRefused(EOFException.class, () -> pool.read(direct, 1));
  }

  @Test
  void aChannelThatDoesNotBlockIsRefused() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    assertRefused(IllegalBlockingModeException.class, () -> pool.read(pipe.source(), 5));
    pipe.source().configureBlocking(true);
    pipe.sink().write(ByteBuffer.wrap(FIVE));
    pipe.sink().close();
    assertArrayEquals(FIVE, FakeMachine.read(pool.readAll(pipe.source(), 50)));
    pipe.source().close();
  }

  @Test
  void aFileIsReadWhole() throws IOException {
    byte[] large = new byte[100_000];
    Arrays.fill(large, (byte) 3);
    Path file = Files.write(directory.resolve("key"), large);
    assertArrayEquals(large, FakeMachine.read(pool.readAll(file, 100_000)));
    assertRefused(IOException.class, () -> pool.readAll(file, 99_999));
    assertRefused(NoSuchFileException.class, () -> pool.readAll(directory.resolve("none"), 10));
    try (FileChannel channel = FileChannel.open(file)) {
      assertEquals(10, pool.read(channel, 10).length());
      assertEquals(10, channel.position());
    }
  }

  @Test
  void aDescriptorIsReadByItsNumber() throws Exception {
    assertRefused(IllegalArgumentException.class, () -> pool.readDescriptor(-1, 10));
    assertRefused(IOException.class, () -> pool.readDescriptor(1_000_000, 10));
    Path file = Files.write(directory.resolve("key"), FIVE);
    try (FileChannel channel = FileChannel.open(file)) {
      int descriptor = descriptorOf(file);
      assertArrayEquals(FIVE, FakeMachine.read(pool.readDescriptor(descriptor, 10)));
      assertEquals(0, channel.position());
    }
  }

  private static int descriptorOf(Path file) throws IOException {
    try (var open = Files.newDirectoryStream(Path.of("/dev/fd"))) {
      for (Path each : open) {
        if (Files.isSymbolicLink(each) && Files.readSymbolicLink(each).equals(file.toRealPath())) {
          return Integer.parseInt(each.getFileName().toString());
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    throw new AssertionError(file + " is not open");
  }
}
