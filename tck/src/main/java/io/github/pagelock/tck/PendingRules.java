package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** A4 and A5: the state, the one end, and the result. */
interface PendingRules extends Rules {
  /** How many requests race with their cancellation. */
  int RACES = 60;

  /**
   * PENDING until every page is locked, then LOCKED for ever. When it fails, look for a state that
   * is set before the kernel has answered.
   */
  @Test
  default void required_A04_stateIsPendingUntilAllIsLocked() {
    TestRegion region = bench().region(3);
    PageLocker locker = bench().requests().oneWorker();
    PendingLock<LockedRange> pending;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      pending = bench().requests().lock(locker, bench().pages(region, 0, 2));
      stop.awaitReached();
      assertEquals(State.PENDING, pending.state());
      assertEquals(Optional.empty(), pending.failure());
      assertThrows(IllegalStateException.class, pending::result);
      stop.release();
      bench().requests().assertEnds(pending, State.LOCKED);
    }
    bench().assertPages(region, "XX.");
    assertEquals(Optional.empty(), pending.failure());
    pending.result().close();
    assertEquals(State.LOCKED, pending.state(), "an end never changes");
    bench().assertPages(region, "...");
  }

  /** What it ends with is a plain lock, resident: look at a last step that is left out. */
  @Test
  default void required_A04_lockedMeansLockedPlainlyAndResident() {
    LockOracle oracle = bench().needsPageOracle();
    bench().needsRoomFor(AtomicityRules.SEVERAL_CHUNKS);
    TestRegion region = bench().regionOf(AtomicityRules.SEVERAL_CHUNKS);
    PendingLock<LockedRange> pending = bench().requests().lock(bench().locker(), region.range());
    bench().requests().assertEnds(pending, State.LOCKED);
    int last = (int) (region.byteCount() / bench().pageSize()) - 1;
    for (int page : new int[] {0, 1, last / 2, last}) {
      assertTrue(oracle.isLocked(bench().page(region, page)), "locked");
      assertFalse(oracle.isOnFault(bench().page(region, page)), "on fault");
      assertTrue(oracle.isResident(bench().page(region, page)), "resident");
    }
    bench().assertLockedBytes(region.byteCount());
    pending.result().close();
    bench().assertLockedBytes(0);
  }

  /** A failure keeps its number and its reason: look for one that is made anew on the way. */
  @Test
  default void required_A04_failedRequestTellsErrnoAndReason() {
    TestRegion region = bench().region(2);
    bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
    PendingLock<LockedRange> pending = bench().requests().lock(bench().locker(), region.range());
    bench().requests().assertEnds(pending, State.FAILED);
    PageLockException failure = pending.failure().orElseThrow();
    assertEquals(Reason.TRY_AGAIN, failure.reason());
    assertEquals(11, failure.errno());
    assertSame(failure, assertThrows(PageLockException.class, pending::result));
    assertSame(failure, pending.failure().orElseThrow());
    bench().assertPages(region, "..");
  }

  /**
   * Each request ends once, as its cancellation was answered, and calls back once. When it fails,
   * look for an end that is reached by two ways, or by none: a completion lost, or given twice.
   */
  @Test
  default void required_A04_everyRequestEndsOnceAlsoWhenItIsCancelledMeanwhile() {
    TestRegion region = bench().region(RACES);
    PageLocker locker = bench().locker(settings -> settings.workers(2));
    AtomicIntegerArray called = new AtomicIntegerArray(RACES);
    AtomicIntegerArray completed = new AtomicIntegerArray(RACES);
    List<PendingLock<LockedRange>> requests = new ArrayList<>();
    List<Cancellation> answers = new ArrayList<>();
    for (int i = 0; i < RACES; i++) {
      int number = i;
      PendingLock<LockedRange> pending =
          bench()
              .requests()
              .lock(
                  locker, bench().pages(region, i, i + 1), ended -> called.incrementAndGet(number));
      pending.completion().whenComplete((range, failed) -> completed.incrementAndGet(number));
      requests.add(pending);
      answers.add(i % 2 == 0 ? Cancellation.ALREADY_DONE : pending.cancel());
    }
    for (int i = 0; i < RACES; i++) {
      boolean cancelled = answers.get(i) == Cancellation.CANCELLED;
      bench().requests().assertEnds(requests.get(i), cancelled ? State.CANCELLED : State.LOCKED);
    }
    bench().requests().soon(() -> sum(called) >= RACES && sum(completed) >= RACES);
    // One more, so that whatever follows the callbacks so far has come as well.
    PendingLock<LockedRange> last = bench().requests().lock(locker, bench().pages(region, 0, 1));
    bench().requests().get(last.completion(), "a completion is lost");
    for (int i = 0; i < RACES; i++) {
      assertEquals(1, called.get(i), "callbacks of request " + i + ": " + requests.get(i));
      assertEquals(1, completed.get(i), "completions of request " + i + ": " + requests.get(i));
    }
  }

  private static int sum(AtomicIntegerArray counts) {
    int sum = 0;
    for (int i = 0; i < counts.length(); i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /**
   * The result is one handle, however often and wherever it is read. Look for a handle that is made
   * on each call.
   */
  @Test
  default void required_A05_resultIsTheSameOnEachCall() {
    TestRegion region = bench().region(4);
    PendingLock<LockedRange> pending =
        bench().requests().lock(bench().locker(), bench().pages(region, 1, 3));
    LockedRange completed = bench().requests().get(pending.completion(), "no completion");
    assertSame(completed, pending.result());
    assertSame(pending.result(), pending.result());
    assertSame(pending.completion(), pending.completion());
    assertTrue(completed.isLocked());
    assertEquals(bench().page(region, 1), completed.lockedAddress());
    assertEquals(2L * bench().pageSize(), completed.lockedBytes());
    bench().assertPages(region, ".XX.");
    completed.close();
    assertSame(completed, pending.result(), "also once it is closed");
    bench().assertPages(region, "....");
  }

  /**
   * Several ranges give a handle each, in their order, to be closed one by one. Look for handles in
   * the order of their ends.
   */
  @Test
  default void required_A05_severalRangesGiveAHandleEachInTheirOrder() {
    TestRegion region = bench().region(8);
    PendingLock<List<LockedRange>> pending =
        bench()
            .requests()
            .lockAll(
                bench().locker(),
                List.of(
                    bench().pages(region, 5, 7),
                    bench().pages(region, 0, 2),
                    bench().pages(region, 1, 3)));
    List<LockedRange> handles = bench().requests().get(pending.completion(), "no completion");
    assertEquals(State.LOCKED, pending.state());
    assertEquals(handles, pending.result());
    assertEquals(
        List.of(bench().page(region, 5), bench().page(region, 0), bench().page(region, 1)),
        handles.stream().map(LockedRange::lockedAddress).toList());
    bench().assertPages(region, "XXX..XX.");
    handles.get(1).close();
    bench().assertPages(region, ".XX..XX.");
    handles.get(0).close();
    handles.get(2).close();
    bench().assertPages(region, "........");
  }

  /**
   * Several ranges are one request: one that cannot be locked leaves none of them locked. Look for
   * a rollback of the failing range alone.
   */
  @Test
  default void required_A05_severalRangesAreAllOrNothing() {
    TestRegion region = bench().region(8);
    LockedRange held = bench().lock(region, 1, 2);
    bench().recorder().faults().failLocksAfter(2L * bench().pageSize(), Fault.EAGAIN);
    PendingLock<List<LockedRange>> pending =
        bench()
            .requests()
            .lockAll(
                bench().requests().oneWorker(),
                List.of(bench().pages(region, 0, 2), bench().pages(region, 4, 6)));
    bench().requests().assertEnds(pending, State.FAILED);
    assertThrows(PageLockException.class, pending::result);
    bench().assertPages(region, ".X......");
    held.close();
    assertEquals(LockMode.PLAIN, held.mode());
  }
}
