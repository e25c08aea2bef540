package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedMemory;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** M6: those who use locked memory, and those who close it. */
interface MemoryUseRules extends Rules {
  /**
   * close() waits for a use in another thread, which sees what it has written; later uses fail.
   * When it fails, look at what a close waits for.
   */
  @Test
  default void optional_M06_closeWaitsForUsesOfOthers() {
    LockedMemory memory = bench().allocate(16);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Background<Byte> user =
        bench()
            .inBackground(
                () ->
                    memory.apply(
                        bytes -> {
                          bytes.put(0, (byte) 7);
                          begun.countDown();
                          Requests.await(goOn);
                          return bytes.get(0);
                        }));
    Requests.await(begun);
    Background<Boolean> first = bench().inBackground(() -> closed(memory));
    assertFalse(first.endsSoon(), "closed while it is used");
    Background<Boolean> second = bench().inBackground(() -> closed(memory));
    assertFalse(second.endsSoon(), "a second close does not wait for the first");
    assertThrows(IllegalStateException.class, () -> memory.get(0));
    assertTrue(memory.isLocked());
    goOn.countDown();
    assertEquals((byte) 7, (byte) user.await("a use hangs"));
    first.await("close() hangs");
    second.await("the second close() hangs");
    bench().assertLockedBytes(0);
  }

  private static boolean closed(LockedMemory memory) {
    memory.close();
    return true;
  }

  /** A function that closes what it uses is told so, and nothing hangs: look at close(). */
  @Test
  default void optional_M06_closeWithinAUseIsRefused() {
    LockedMemory memory = bench().allocate(16);
    bench()
        .inBackground(
            () -> {
              memory.use(
                  bytes -> {
                    assertThrows(IllegalStateException.class, memory::close);
                    bytes.put(0, (byte) 7);
                  });
              return true;
            })
        .await("a close within a use hangs");
    assertEquals(7, memory.get(0));
    assertTrue(memory.isLocked());
  }

  /** A function that throws is a use that has ended: look for a count that stays. */
  @Test
  default void optional_M06_useThatThrowsHasEnded() {
    LockedMemory memory = bench().allocate(16);
    Error thrown = new AssertionError("planned");
    assertEquals(
        thrown,
        assertThrows(
            AssertionError.class,
            () ->
                memory.use(
                    bytes -> {
                      throw thrown;
                    })));
    bench().inBackground(() -> closed(memory)).await("close() waits for it");
    bench().assertLockedBytes(0);
  }

  /** Copies come from where and go to where they should: look at an index that is not used. */
  @Test
  default void optional_M06_copiesAreWithinBounds() {
    LockedMemory memory = bench().allocate(16);
    memory.copyFrom(14, ByteBuffer.wrap(new byte[] {1, 2}));
    assertEquals(1, memory.get(14));
    assertEquals(2, memory.get(15));
    ByteBuffer target = ByteBuffer.allocate(3);
    memory.copyTo(13, target);
    assertEquals(ByteBuffer.wrap(new byte[] {0, 1, 2}), target.flip());
    ByteBuffer tooLong = ByteBuffer.allocate(3);
    assertThrows(IndexOutOfBoundsException.class, () -> memory.copyFrom(14, tooLong));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.copyTo(14, tooLong));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.get(16));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.put(-1, (byte) 1));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.apply(10, 7, bytes -> 0));
    int six = memory.apply(10, 6, ByteBuffer::capacity);
    assertEquals(6, six);
    assertEquals(3, tooLong.remaining());
  }
}
