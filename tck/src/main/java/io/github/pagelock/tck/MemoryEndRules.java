package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** M1, M5 and M6: locked memory ends wiped, unlocked and given back, whatever fails. */
interface MemoryEndRules extends Rules {
  /** Wiped before it is unlocked, unlocked before it is given back: look at close(). */
  @Test
  default void optional_M05_closeWipesThenUnlocksThenGivesBack() {
    LockedMemory memory = bench().allocate(2L * bench().pageSize());
    ByteBuffer kept = filled(memory);
    AtomicInteger notWiped = new AtomicInteger(-1);
    bench()
        .requests()
        .observe(
            call -> {
              if (call.isUnlock()) {
                notWiped.accumulateAndGet(nonZeros(kept), Math::max);
              }
            });
    memory.close();
    assertEquals(0, notWiped.get(), "bytes that were not wiped when it was unlocked");
    bench().assertLockedBytes(0);
    assertFalse(memory.isLocked());
    bench().recorder().clearCalls();
    memory.close();
    assertEquals(0, bench().callsThat(call -> true), "a second close");
  }

  private static ByteBuffer filled(LockedMemory memory) {
    return memory.apply(
        bytes -> {
          while (bytes.hasRemaining()) {
            bytes.put((byte) 0x5a);
          }
          return bytes;
        });
  }

  private static int nonZeros(ByteBuffer bytes) {
    int count = 0;
    for (int i = 0; i < bytes.capacity(); i++) {
      count += bytes.get(i) == 0 ? 0 : 1;
    }
    return count;
  }

  /** Lost memory is wiped, unlocked and said: look for what keeps the handle reachable. */
  @Test
  default void optional_M05_lostMemoryIsWipedAndSaid() {
    String before = System.getProperty(PageLocker.LEAK_DETECTION_PROPERTY);
    System.setProperty(PageLocker.LEAK_DETECTION_PROPERTY, "true");
    try (LogCapture log = new LogCapture()) {
      PageLocker detecting = bench().locker(settings -> settings);
      bench().needsMemory();
      ByteBuffer kept = allocateAndForget(detecting);
      assertTrue(
          Garbage.collectUntil(
              bench().patience(), () -> bench().recorder().lockedPages.bytes() == 0),
          "lost memory was not unlocked");
      assertEquals(0, nonZeros(kept), "bytes that were not wiped");
      bench().assertLockedBytes(0);
      assertEquals(
          1,
          log.messages().stream().filter(text -> text.contains("allocateAndForget")).count(),
          () -> "reports: " + log.messages());
    } finally {
      if (before == null) {
        System.clearProperty(PageLocker.LEAK_DETECTION_PROPERTY);
      } else {
        System.setProperty(PageLocker.LEAK_DETECTION_PROPERTY, before);
      }
    }
  }

  private ByteBuffer allocateAndForget(PageLocker locker) {
    return filled(locker.allocate(bench().allocation(1)));
  }

  /** Whatever is called after close() fails, and touches nothing: look for a way around it. */
  @Test
  default void optional_M06_nothingIsAccessedAfterClose() {
    LockedMemory memory = bench().allocate(16);
    memory.close();
    ByteBuffer some = ByteBuffer.allocate(1);
    assertThrows(IllegalStateException.class, () -> memory.get(0));
    assertThrows(IllegalStateException.class, () -> memory.put(0, (byte) 1));
    assertThrows(IllegalStateException.class, () -> memory.copyTo(0, some));
    assertThrows(IllegalStateException.class, () -> memory.copyFrom(0, some));
    assertThrows(IllegalStateException.class, () -> memory.use(bytes -> bytes.put((byte) 1)));
    assertThrows(IllegalStateException.class, () -> memory.read(ByteBuffer::get));
    assertThrows(IllegalStateException.class, memory::seal);
    assertThrows(IllegalStateException.class, memory::unseal);
    assertThrows(IllegalStateException.class, memory::verify);
    assertEquals(1, some.remaining());
  }

  /**
   * A buffer that was kept reads zeros, and its memory is given back once it is gone. When it
   * fails, look at who unmaps.
   */
  @Test
  default void optional_M06_memoryStaysMappedWhileABufferIsKept() {
    bench().needsMapper();
    MapperCalls calls = bench().recorder().mapperCalls;
    LockedMemory never = bench().allocate(1);
    never.put(0, (byte) 1);
    never.close();
    assertEquals(0, calls.mappedBytes(), "nobody has ever had a buffer");
    keepABuffer(calls);
    assertTrue(
        Garbage.collectUntil(bench().patience(), () -> calls.mappedBytes() == 0),
        "not unmapped though no buffer is reachable");
  }

  private void keepABuffer(MapperCalls calls) {
    LockedMemory memory = bench().locker().allocate(bench().allocation(16));
    ByteBuffer part = filled(memory).duplicate().position(4).slice();
    memory.close();
    Garbage.collect(bench().patience());
    assertTrue(calls.mappedBytes() > 0, "unmapped though a buffer is reachable");
    assertEquals(0, nonZeros(part), "what came after");
  }

  /** Whichever step of an allocation throws, nothing is left: look for what is not undone. */
  @Test
  default void optional_M01_stepThatThrowsLeavesNothing() {
    bench().needsMapper();
    bench().needsMemory();
    MapperCalls calls = bench().recorder().mapperCalls;
    int steps = 0;
    for (Throwable thrown : WorstDay.everything()) {
      for (int step = 1; ; step++) {
        calls.throwAt(step, thrown);
        if (allocates(thrown)) {
          break;
        }
        steps++;
        bench().assertLockedBytes(0);
        assertEquals(0, calls.mappedBytes(), "still mapped");
      }
    }
    assertTrue(steps > 3, () -> "calls that were made to throw");
  }

  /** Ends once the call that shall throw was not reached before the close. */
  private boolean allocates(Throwable thrown) {
    LockedMemory memory;
    try {
      memory = bench().locker().allocate(bench().allocation(1));
    } catch (Throwable seen) {
      assertSame(thrown, seen);
      return false;
    }
    assertTrue(bench().recorder().mapperCalls.isThrowLeft(), "a throw was lost");
    bench().recorder().mapperCalls.clear();
    memory.close();
    return true;
  }

  /**
   * An unlock that fails is said, after it was wiped, and the memory is not given to others. When
   * it fails, look at the order of close().
   */
  @Test
  default void optional_M05_failedUnlockIsSaidAndNothingIsGivenBack() {
    LockedMemory memory = bench().allocate(16);
    ByteBuffer kept = filled(memory);
    long before = bench().recorder().mapperCalls.mappedBytes();
    bench().recorder().faults().failUnlocks(1);
    PageLockException failure = assertThrows(PageLockException.class, memory::close);
    assertEquals(Reason.UNLOCK_FAILED, failure.reason());
    assertEquals(0, nonZeros(kept), "bytes that were not wiped");
    assertEquals(before, bench().recorder().mapperCalls.mappedBytes());
    memory.close();
    // The next release tries again, and the ledger forgets the page.
    MemoryRange page = MemoryRange.ofAddress(bench().firstPage(memory), bench().pageSize(), kept);
    bench().lock(page, LockMode.PLAIN).close();
    bench().assertLockedBytes(0);
  }
}
