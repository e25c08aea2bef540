package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A6: cancel() and its three answers. */
interface CancelRules extends Rules {
  /** Cancels without waiting; fails if that waits all the same. */
  private Cancellation cancel(PendingLock<LockedRange> pending) {
    return bench().inBackground(pending::cancel).await("cancel() waits");
  }

  private void assertCancelled(PendingLock<LockedRange> pending) {
    bench().requests().assertEnds(pending, State.CANCELLED);
    PageLockException failure = pending.failure().orElseThrow();
    assertEquals(Reason.CANCELLED, failure.reason());
    int errno = bench().raw().canceledErrno();
    assertEquals(errno, failure.errno(), "ECANCELED");
    assertEquals(errno == 0 ? "" : "ECANCELED", failure.errnoName());
    assertSame(failure, assertThrows(PageLockException.class, pending::result));
    PageLockException completed =
        assertThrows(
            PageLockException.class,
            () -> bench().requests().get(pending.completion(), "no completion"));
    assertEquals(Reason.CANCELLED, completed.reason());
  }

  /**
   * A request that waits for its turn is cancelled, and the kernel is never asked. Look for a
   * cancel that is seen only after the first chunk.
   */
  @Test
  default void required_A06_queuedRequestIsCancelledWithoutACall() {
    TestRegion region = bench().region(6);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> first = bench().requests().lock(locker, bench().pages(region, 0, 2));
      stop.awaitReached();
      PendingLock<LockedRange> queued =
          bench().requests().lock(locker, bench().pages(region, 3, 5));
      assertEquals(Cancellation.CANCELLED, cancel(queued));
      stop.release();
      bench().requests().assertEnds(first, State.LOCKED);
      assertCancelled(queued);
    }
    assertEquals(0, bench().callsThat(call -> call.covers(bench().page(region, 3))));
    bench().assertPages(region, "XX....");
  }

  /**
   * Half way, with a chunk in the kernel: cancel() answers at once, all is released, and what
   * others hold stays locked. When it fails, look for a rollback that does not come, or goes too
   * far.
   */
  @Test
  default void required_A06_cancelHalfWayLeavesNothingLocked() {
    bench().needsRoomFor(ChunkRules.LARGE);
    TestRegion region = bench().regionOf(ChunkRules.LARGE);
    LockedRange held = bench().lock(region, 1, 3);
    PageLocker locker = bench().requests().oneWorker();
    PendingLock<LockedRange> pending;
    try (CallStop stop = bench().requests().stopAt(call -> call.address() != region.address())) {
      pending = bench().requests().lock(locker, region.range());
      stop.awaitReached();
      assertEquals(Cancellation.CANCELLED, cancel(pending));
      assertEquals(State.PENDING, pending.state(), "a chunk is in the kernel still");
      stop.release();
      assertCancelled(pending);
    }
    bench().assertLockedBytes(2L * bench().pageSize());
    bench().assertPages(region, ".XX.");
    held.close();
  }

  /**
   * state() becomes CANCELLED after the rollback, not before. When it fails, look for a state that
   * is set where cancel() is called.
   */
  @Test
  default void required_A06_stateBecomesCancelledAfterTheRollback() {
    bench().needsRoomFor(ChunkRules.LARGE);
    TestRegion region = bench().regionOf(ChunkRules.LARGE);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopAt(call -> call.address() != region.address());
        CallStop rollback = bench().requests().stopAt(KernelCall::isUnlock)) {
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      stop.awaitReached();
      assertEquals(Cancellation.CANCELLED, cancel(pending));
      stop.release();
      rollback.awaitReached();
      assertEquals(State.PENDING, pending.state(), "pages are locked on its behalf still");
      assertEquals(Cancellation.CANCELLED, cancel(pending), "while it is rolled back");
      rollback.release();
      assertCancelled(pending);
    }
    bench().assertLockedBytes(0);
  }

  /**
   * Its last chunk is in the kernel: it ends locked, and says so. Look for an answer that promises
   * what cannot be kept.
   */
  @Test
  default void required_A06_lastChunkInTheKernelIsNotCancelled() {
    TestRegion region = bench().region(3);
    PageLocker locker = bench().locker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> pending =
          bench().requests().lock(locker, bench().pages(region, 0, 2));
      stop.awaitReached();
      assertEquals(Cancellation.NOT_CANCELLED, cancel(pending));
      stop.release();
      bench().requests().assertEnds(pending, State.LOCKED);
    }
    bench().assertPages(region, "XX.");
  }

  /**
   * A request that is failing already ends with its failure. Look for a cancel that hides the
   * failure.
   */
  @Test
  default void required_A06_failingRequestIsNotCancelled() {
    long bytes = AtomicityRules.SEVERAL_CHUNKS;
    bench().needsRoomFor(bytes);
    TestRegion region = bench().regionOf(bytes);
    PageLocker locker = bench().requests().oneWorker();
    bench().recorder().faults().failLocksAfter(bytes - (1 << 20), Fault.EAGAIN);
    try (CallStop rollback =
        bench().requests().stopAt(call -> call.isUnlock() && call.address() == region.address())) {
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      rollback.awaitReached();
      assertEquals(Cancellation.NOT_CANCELLED, cancel(pending));
      rollback.release();
      bench().requests().assertEnds(pending, State.FAILED);
      assertEquals(11, pending.failure().orElseThrow().errno());
    }
    bench().assertLockedBytes(0);
  }

  /**
   * Whatever its end was: it is done already, and cancel() changes nothing. Look for a state that
   * can change after the end.
   */
  @Test
  default void required_A06_endedRequestIsAlreadyDone() {
    TestRegion region = bench().region(6);
    PageLocker locker = bench().requests().oneWorker();
    PendingLock<LockedRange> locked = bench().requests().lock(locker, bench().pages(region, 0, 2));
    bench().requests().assertEnds(locked, State.LOCKED);
    bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
    PendingLock<LockedRange> failed = bench().requests().lock(locker, bench().pages(region, 3, 4));
    bench().requests().assertEnds(failed, State.FAILED);
    PendingLock<LockedRange> inTheCall;
    PendingLock<LockedRange> cancelled;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      inTheCall = bench().requests().lock(locker, bench().pages(region, 4, 5));
      stop.awaitReached();
      cancelled = bench().requests().lock(locker, bench().pages(region, 5, 6));
      assertEquals(Cancellation.CANCELLED, cancel(cancelled));
    }
    assertCancelled(cancelled);
    bench().requests().assertEnds(inTheCall, State.LOCKED);
    for (PendingLock<LockedRange> ended : List.of(locked, failed, cancelled)) {
      State before = ended.state();
      assertEquals(Cancellation.ALREADY_DONE, cancel(ended));
      assertEquals(before, ended.state());
    }
    assertTrue(locked.result().isLocked());
    bench().assertPages(region, "XX..X.");
  }

  /**
   * A request that waits for another's chunk is cancelled without waiting for it. When it fails,
   * look for one that nobody wakes.
   */
  @Test
  default void required_A06_requestThatWaitsForAnotherIsCancelledAtOnce() {
    TestRegion region = bench().region(6);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      Background<LockedRange> other = bench().inBackground(() -> bench().lock(region, 0, 2));
      stop.awaitReached();
      PendingLock<LockedRange> waiting =
          bench().requests().lock(locker, bench().pages(region, 1, 4));
      // The one worker has tried the first when the second has ended.
      PendingLock<LockedRange> behind =
          bench().requests().lock(locker, bench().pages(region, 5, 6));
      bench().requests().assertEnds(behind, State.LOCKED);
      assertEquals(State.PENDING, waiting.state());
      assertEquals(Cancellation.CANCELLED, cancel(waiting));
      assertCancelled(waiting);
      stop.release();
      other.await("the other lock did not go on");
    }
    bench().assertPages(region, "XX...X");
  }

  /** While memory that was marked is populated: look for marks that stay. */
  @Test
  default void optional_A06_cancelWhilePopulatingLeavesNothingLocked() {
    cancelAt(KernelCall.Kind.POPULATE);
  }

  /** While populated memory is locked at last: look for what is held twice. */
  @Test
  default void optional_A06_cancelWhileFinishingLeavesNothingLocked() {
    cancelAt(KernelCall.Kind.LOCK);
  }

  private void cancelAt(KernelCall.Kind kind) {
    bench().needsRoomFor(ChunkRules.LARGE);
    TestRegion region = bench().regionOf(ChunkRules.LARGE);
    bench().requests().needsPopulator(region);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop =
        bench()
            .requests()
            .stopAt(call -> call.kind() == kind && call.address() != region.address())) {
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      stop.awaitReached();
      assertEquals(Cancellation.CANCELLED, cancel(pending));
      stop.release();
      assertCancelled(pending);
    }
    bench().assertLockedBytes(0);
  }
}
