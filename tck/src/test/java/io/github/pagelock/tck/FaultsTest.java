package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.PageOperations;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong on demand, as a user's own test sees it, with the fake kernel as the oracle. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsTest {
  private static final Duration PATIENCE = Patience.ofThisMachine();

  private final FakeKernel kernel = new FakeKernel();
  private final int page = kernel.pageSize();
  private final RecordingProvider provider = new RecordingProvider(new FakeProvider(kernel));
  private final Faults faults = provider.faults();
  private final PageLocker locker = PageLocker.builder().provider(provider).build();

  /** A handle that is lost is unlocked. */
  private final List<LockedRange> open = new ArrayList<>();

  @AfterEach
  void close() {
    faults.clear();
    open.forEach(LockedRange::close);
    locker.close();
  }

  @Test
  void nothingFailsUnlessToldTo() {
    assertEquals("..........", outcomes(10));
    assertEquals(10L * page, kernel.lockedBytes());
  }

  @Test
  void oneLockFailsAfterSoManyBytes() {
    faults.failLocksAfter(3L * page, Fault.ENOMEM);

    assertEquals("...F......", outcomes(10));
    assertEquals(9L * page, kernel.lockedBytes());
  }

  @Test
  void theLockThatFailsAfterSoManyBytesLeavesNothingLocked() {
    faults.failLocksAfter(3L * page, Fault.ENOMEM);
    long address = kernel.map(5);
    MemoryRange range = MemoryRange.ofAddress(address, 5L * page, null);

    PageLockException failure = assertThrows(PageLockException.class, () -> locker.lock(range));

    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals("ENOMEM", failure.errnoName());
    assertEquals(1, kernel.lockCalls(address + 2L * page), "the third page was locked for a while");
    assertEquals(0, kernel.lockCalls(address + 3L * page), "the fourth never was");
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void aLimitFailsWhatExceedsItUntilThereIsRoomAgain() {
    LockedRange first = lock(2);
    faults.limitLocks(3L * page, Fault.ENOMEM);
    lock(1);

    assertEquals("FF", outcomes(2));
    first.close();
    assertEquals("..F", outcomes(3));
    assertEquals(3L * page, kernel.lockedBytes());
  }

  @Test
  void everyThirdLockFails() {
    faults.failEveryLock(3, Fault.EAGAIN);

    assertEquals("..F..F..F.", outcomes(10));
    lock(1);
    PageLockException failure = assertThrows(PageLockException.class, () -> lock(1));
    assertEquals(Reason.TRY_AGAIN, failure.reason());
    assertEquals(11, failure.errno());
  }

  @Test
  void theSameSeedFailsTheSameLocksAndAnotherDoesNot() {
    faults.failLocksAtRandom(42, 0.3, Fault.EAGAIN);
    String first = outcomes(200);
    faults.failLocksAtRandom(42, 0.3, Fault.EAGAIN);
    String again = outcomes(200);
    faults.failLocksAtRandom(43, 0.3, Fault.EAGAIN);
    String other = outcomes(200);

    assertEquals(first, again);
    assertNotEquals(first, other);
    long failed = first.chars().filter(outcome -> outcome == 'F').count();
    assertTrue(failed > 30 && failed < 90, () -> failed + " of 200 at 0.3");
  }

  @Test
  void aFailedUnlockThrowsAndLeavesThePagesLocked() {
    LockedRange held = lock(2);
    faults.failUnlocks(1);

    assertEquals(Reason.UNLOCK_FAILED, assertThrows(PageLockException.class, held::close).reason());
    assertEquals(2L * page, kernel.lockedBytes());
  }

  @Test
  void aLockThrowsWhatItIsToldToOnceItHasLocked() {
    OutOfMemoryError thrown = new OutOfMemoryError("thrown by the test");
    long address = kernel.map(1);
    PageOperations operations = provider.open();
    faults.throwAt(KernelCall::isLock, thrown);

    assertSame(thrown, assertThrows(OutOfMemoryError.class, () -> operations.lock(address, page)));
    assertEquals(page, kernel.lockedBytes());
    operations.unlock(address, page);
    operations.lock(address, page); // not again
    operations.unlock(address, page);
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void anUnlockThrowsWhatItIsToldToAndUnlocksNothing() {
    IllegalStateException thrown = new IllegalStateException("thrown by the test");
    long address = kernel.map(1);
    PageOperations operations = provider.open();
    operations.lock(address, page);
    faults.throwAt(KernelCall::isUnlock, thrown);

    assertSame(
        thrown, assertThrows(IllegalStateException.class, () -> operations.unlock(address, page)));
    assertEquals(page, kernel.lockedBytes());
    operations.unlock(address, page);
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void aRequestThatThrowsIsNotQueued() {
    kernel.setCapabilities(EnumSet.allOf(Capability.class));
    UnsupportedOperationException thrown = new UnsupportedOperationException("by the test");
    long address = kernel.map(1);
    LockQueue queue = provider.open().queue().orElseThrow();
    faults.throwAt(call -> call.kind() == KernelCall.Kind.QUEUED, thrown);

    assertSame(
        thrown,
        assertThrows(
            UnsupportedOperationException.class,
            () ->
                queue.submit(
                    address,
                    page,
                    (failure, nanos) -> {
                      throw new AssertionError("told of what was not queued");
                    })));
    assertEquals(0, kernel.queued());
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void aSlowLockTakesItsTime() {
    faults.slowDown(5_000_000);
    long begin = System.nanoTime();

    lock(4);

    assertTrue(System.nanoTime() - begin >= 20_000_000, "four pages of 5 ms");
  }

  @Test
  void whatStandsStillNeverCompletesUntilItIsReleased() throws InterruptedException {
    try (CallStop stop = faults.stopEvery(KernelCall::isLock, PATIENCE)) {
      PendingLock<LockedRange> first = locker.lockAsync(range(1));
      stop.awaitReached();
      PendingLock<LockedRange> second = locker.lockAsync(range(1));

      assertFalse(first.await(Duration.ofMillis(50)));
      assertFalse(second.await(Duration.ofMillis(50)));
      assertEquals(0, kernel.lockedBytes());

      stop.release();
      assertTrue(first.await(PATIENCE) && second.await(PATIENCE));
      assertEquals(State.LOCKED, first.state());
      assertEquals(State.LOCKED, second.state());
      assertEquals(2L * page, kernel.lockedBytes());
      open.addAll(List.of(first.result(), second.result()));
    }
  }

  @Test
  void clearedFaultsAreGone() {
    faults.failLocksAfter(0, Fault.ENOMEM);
    faults.limitLocks(0, Fault.ENOMEM);
    faults.failEveryLock(1, Fault.ENOMEM);
    faults.failLocksAtRandom(1, 1, Fault.ENOMEM);
    faults.failUnlocks(1);
    faults.throwAt(call -> true, new IllegalStateException("thrown by the test"));
    faults.stopEvery(call -> true, PATIENCE);

    faults.clear();

    lock(3).close();
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> faults.failEveryLock(0, Fault.EAGAIN));
    assertThrows(
        IllegalArgumentException.class, () -> faults.failLocksAtRandom(1, 1.5, Fault.EAGAIN));
    assertThrows(
        IllegalArgumentException.class,
        () -> faults.failLocksAtRandom(1, Double.NaN, Fault.EAGAIN));
    assertThrows(
        IllegalArgumentException.class,
        () -> faults.throwAt(KernelCall::isLock, new IOException("neither")));
  }

  /** Locks a page each time; F where that failed. */
  private String outcomes(int locks) {
    StringBuilder outcomes = new StringBuilder();
    for (int i = 0; i < locks; i++) {
      try {
        lock(1);
        outcomes.append('.');
      } catch (PageLockException failure) {
        outcomes.append('F');
      }
    }
    return outcomes.toString();
  }

  private LockedRange lock(int pages) {
    LockedRange handle = locker.lock(range(pages));
    open.add(handle);
    return handle;
  }

  private MemoryRange range(int pages) {
    return MemoryRange.ofAddress(kernel.map(pages), (long) pages * page, null);
  }
}
