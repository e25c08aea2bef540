package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A10, and L5 for asynchronous locks: who waits for whom in the queue. */
interface QueueRules extends Rules {
  /**
   * Small requests behind a huge one end while it is pending, with one worker for all. When it
   * fails, look for a worker that stays with a request until its end.
   */
  @Test
  default void required_A10_smallRequestDoesNotWaitForAHugeOne() {
    bench().needsRoomFor(ChunkRules.LARGE);
    TestRegion huge = bench().regionOf(ChunkRules.LARGE);
    TestRegion small = bench().region(8);
    long lastPage = huge.address() + huge.byteCount() - bench().pageSize();
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop first = bench().requests().stopFirstCall();
        CallStop last = bench().requests().stopAt(call -> call.covers(lastPage))) {
      PendingLock<LockedRange> before = bench().requests().lock(locker, huge.range());
      first.awaitReached();
      List<PendingLock<LockedRange>> behind = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        behind.add(bench().requests().lock(locker, bench().pages(small, i, i + 1)));
      }
      first.release();
      behind.forEach(pending -> bench().requests().assertEnds(pending, State.LOCKED));
      assertEquals(State.PENDING, before.state(), "the huge one stands at its last chunk at most");
      last.release();
      bench().requests().assertEnds(before, State.LOCKED);
    }
    bench().assertLockedBytes(huge.byteCount() + small.byteCount());
  }

  /**
   * A request that waits for another's chunk holds up nobody, and goes on by itself. When it fails,
   * look for a worker that waits.
   */
  @Test
  default void required_A10_requestThatWaitsForAnotherHoldsUpNobody() {
    TestRegion region = bench().region(6);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      Background<LockedRange> other = bench().inBackground(() -> bench().lock(region, 0, 2));
      stop.awaitReached();
      PendingLock<LockedRange> waiting =
          bench().requests().lock(locker, bench().pages(region, 1, 3));
      PendingLock<LockedRange> behind =
          bench().requests().lock(locker, bench().pages(region, 4, 6));
      bench().requests().assertEnds(behind, State.LOCKED);
      assertEquals(State.PENDING, waiting.state());
      stop.release();
      other.await("the other lock did not go on").close();
      bench().requests().assertEnds(waiting, State.LOCKED);
    }
    bench().assertPages(region, ".XX.XX");
  }

  /** It locks the pages itself if the other fails: look for a wait for somebody else's end. */
  @Test
  default void required_L05_waitingRequestLocksItselfIfTheOtherFails() {
    TestRegion region = bench().region(4);
    bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      Background<LockedRange> failing = bench().inBackground(() -> bench().lock(region, 0, 3));
      stop.awaitReached();
      PendingLock<LockedRange> waiting =
          bench().requests().lock(locker, bench().pages(region, 2, 4));
      Requests.pause(20);
      assertEquals(State.PENDING, waiting.state());
      stop.release();
      assertThrows(PageLockException.class, () -> failing.await("the failing lock hangs"));
      bench().requests().assertEnds(waiting, State.LOCKED);
    }
    bench().assertPages(region, "..XX");
  }

  /**
   * A synchronous lock waits for an asynchronous one's chunk, and for no more. Look for a wait for
   * the whole request.
   */
  @Test
  default void required_L05_lockWaitsForAnAsynchronousChunk() {
    TestRegion region = bench().region(4);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> pending =
          bench().requests().lock(locker, bench().pages(region, 0, 2));
      stop.awaitReached();
      bench()
          .inBackground(() -> bench().lock(region, 2, 3))
          .await("a lock waits for a disjoint asynchronous one");
      Background<LockedRange> shared = bench().inBackground(() -> bench().lock(region, 1, 3));
      assertFalse(shared.endsSoon(), "returned before the page was locked");
      stop.release();
      shared.await("the waiting lock was not woken");
      bench().requests().assertEnds(pending, State.LOCKED);
      pending.result().close();
    }
    bench().assertPages(region, ".XX.");
  }
}
