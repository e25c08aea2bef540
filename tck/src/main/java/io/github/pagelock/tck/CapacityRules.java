package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A2: how many requests may be pending. */
interface CapacityRules extends Rules {
  /** What a locker takes that was not told. */
  int DEFAULT_CAPACITY = 256;

  private PageLocker locker(int capacity) {
    return bench().locker(settings -> settings.workers(1).capacity(capacity));
  }

  private void assertFull(PageLocker locker, MemoryRange range) {
    PageLockException full =
        assertThrows(PageLockException.class, () -> bench().requests().lock(locker, range));
    assertEquals(Reason.QUEUE_FULL, full.reason());
  }

  /**
   * One request more than the capacity is refused, and nothing of it is locked, then or later. When
   * it fails, look for a queue without a bound, or one that is bounded after the fact.
   */
  @Test
  default void required_A02_requestBeyondTheCapacityIsRefused() {
    TestRegion region = bench().region(8);
    PageLocker locker = locker(3);
    try (CallStop stop = bench().requests().stopFirstCall()) {
      List<PendingLock<LockedRange>> taken = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        taken.add(bench().requests().lock(locker, bench().pages(region, 2 * i, 2 * i + 1)));
      }
      stop.awaitReached();
      assertFull(locker, bench().pages(region, 7, 8));
      assertThrows(
          PageLockException.class,
          () -> locker.lockAllAsync(List.of(bench().pages(region, 7, 8)), LockMode.PLAIN));
      stop.release();
      taken.forEach(pending -> bench().requests().assertEnds(pending, State.LOCKED));
    }
    bench().assertPages(region, "X.X.X...");
  }

  /** Unless told otherwise a locker takes 256: look at the default of the builder. */
  @Test
  default void required_A02_capacityIs256UnlessSet() {
    TestRegion region = bench().region(DEFAULT_CAPACITY + 1);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      List<PendingLock<LockedRange>> taken = new ArrayList<>();
      for (int i = 0; i < DEFAULT_CAPACITY; i++) {
        taken.add(bench().requests().lock(locker, bench().pages(region, i, i + 1)));
      }
      stop.awaitReached();
      assertFull(locker, bench().pages(region, DEFAULT_CAPACITY, DEFAULT_CAPACITY + 1));
      stop.release();
      taken.forEach(pending -> bench().requests().assertEnds(pending, State.LOCKED));
    }
    bench().assertLockedBytes((long) DEFAULT_CAPACITY * bench().pageSize());
  }

  /**
   * Every pending request counts: one that was cancelled and has not left the kernel yet, one that
   * waits, several ranges as one. When it fails, look for a bound on what waits in a queue only.
   */
  @Test
  default void required_A02_everyPendingRequestCounts() {
    TestRegion region = bench().region(8);
    PageLocker locker = locker(3);
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<List<LockedRange>> cancelled =
          bench()
              .requests()
              .lockAll(locker, List.of(bench().pages(region, 0, 1), bench().pages(region, 1, 2)));
      stop.awaitReached();
      assertEquals(Cancellation.CANCELLED, cancelled.cancel());
      assertEquals(State.PENDING, cancelled.state(), "one of its ranges is in the kernel");
      bench().requests().lock(locker, bench().pages(region, 2, 3));
      bench()
          .requests()
          .lockAll(locker, List.of(bench().pages(region, 4, 5), bench().pages(region, 5, 6)));
      assertFull(locker, bench().pages(region, 7, 8));
    }
  }

  /**
   * Each end gives the place back before anybody learns of it. When it fails, look for an end that
   * forgets the place, or state() that changes too early.
   */
  @Test
  default void required_A02_everyEndGivesThePlaceBack() {
    TestRegion region = bench().region(2);
    PageLocker locker = locker(1);
    for (int round = 0; round < 5; round++) {
      PendingLock<LockedRange> locked = bench().requests().lock(locker, region.range());
      bench().requests().assertEnds(locked, State.LOCKED);
      locked.result().close();

      bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
      PendingLock<LockedRange> failed = bench().requests().lock(locker, region.range());
      bench().requests().assertEnds(failed, State.FAILED);

      PendingLock<LockedRange> cancelled = bench().requests().lock(locker, region.range());
      if (cancelled.cancel() != Cancellation.CANCELLED) {
        bench().requests().ends(cancelled);
        cancelled.result().close();
      }
      bench().requests().ends(cancelled);
    }
    bench().assertPages(region, "..");
  }

  /**
   * A refused request leaves nothing behind: no reservation against the limit, nothing that keeps
   * its memory's owner. When it fails, look for what was made before the place was asked for.
   */
  @Test
  default void required_A02_refusedRequestLeaksNothing() {
    TestRegion region = bench().region(8);
    PageLocker locker = locker(1);
    bench().limitTo(8);
    WeakReference<Object> owner;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> running =
          bench().requests().lock(locker, bench().pages(region, 0, 1));
      stop.awaitReached();
      owner = refused(locker, region);
      stop.release();
      bench().requests().assertEnds(running, State.LOCKED);
      running.result().close();
    }
    assertTrue(
        Garbage.collectUntil(bench().patience(), () -> owner.refersTo(null)),
        "something keeps the owner of a request that was refused");
    PendingLock<LockedRange> all = bench().requests().lock(locker, region.range());
    bench().requests().assertEnds(all, State.LOCKED);
    bench().assertPages(region, "XXXXXXXX");
  }

  private WeakReference<Object> refused(PageLocker locker, TestRegion region) {
    Object owner = new Object();
    MemoryRange range = MemoryRange.ofAddress(region.address(), region.byteCount(), owner);
    for (int i = 0; i < 20; i++) {
      assertFull(locker, range);
    }
    return new WeakReference<>(owner);
  }

  /** No locker without a worker or a place: look at the builder. */
  @Test
  default void required_A02_workersAndCapacityMustBePositive() {
    for (int number : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> PageLocker.builder().workers(number));
      assertThrows(IllegalArgumentException.class, () -> PageLocker.builder().capacity(number));
    }
  }
}
