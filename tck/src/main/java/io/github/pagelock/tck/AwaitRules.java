package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A7: waiting for an end. */
interface AwaitRules extends Rules {
  /** Long enough for a test, too long for a mistake in units to pass. */
  Duration LONG = Duration.ofHours(1);

  private static boolean await(PendingLock<?> pending, Duration timeout) {
    try {
      return pending.await(timeout);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static <P extends PendingLock<?>> Optional<P> awaitAny(
      Collection<P> any, Duration timeout) {
    try {
      return PendingLock.awaitAny(any, timeout);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * False while it is pending, whatever the timeout; true after its end, without waiting. Look for
   * a timeout that is taken for the end.
   */
  @Test
  default void required_A07_awaitTellsWhetherItHasEnded() {
    TestRegion region = bench().region(2);
    PageLocker locker = bench().requests().oneWorker();
    PendingLock<LockedRange> running;
    PendingLock<LockedRange> queued;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      running = bench().requests().lock(locker, bench().pages(region, 0, 1));
      stop.awaitReached();
      queued = bench().requests().lock(locker, bench().pages(region, 1, 2));
      for (Duration timeout :
          List.of(Duration.ofMillis(20), Duration.ZERO, Duration.ofDays(-1), Duration.ofNanos(1))) {
        assertFalse(await(running, timeout), () -> "ended within " + timeout);
        assertFalse(await(queued, timeout), () -> "ended within " + timeout);
      }
      assertEquals(Cancellation.CANCELLED, queued.cancel());
    }
    bench().requests().assertEnds(running, State.LOCKED);
    bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
    PendingLock<LockedRange> failed = bench().requests().lock(locker, region.range());
    bench().requests().assertEnds(failed, State.FAILED);
    bench().requests().assertEnds(queued, State.CANCELLED);
    for (PendingLock<LockedRange> ended : List.of(running, failed, queued)) {
      assertTrue(await(ended, Duration.ZERO));
      assertTrue(await(ended, Duration.ofDays(-1)));
      assertTrue(await(ended, Duration.ofSeconds(Long.MAX_VALUE)), "longer than 292 years");
    }
  }

  /** Everybody who waits is woken at the end: look for a signal to one of several. */
  @Test
  default void required_A07_everyWaiterWakesAtTheEnd() {
    TestRegion region = bench().region(1);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      stop.awaitReached();
      List<Background<Boolean>> waiters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        waiters.add(bench().inBackground(() -> await(pending, LONG)));
      }
      assertFalse(waiters.get(0).endsSoon(), "returned before the end");
      stop.release();
      waiters.forEach(waiter -> assertTrue(waiter.await("a waiter is not woken")));
      assertEquals(State.LOCKED, pending.state());
    }
  }

  /** Of several requests the one that has ended: look for a wait for all, or for the first. */
  @Test
  default void required_A07_awaitAnyReturnsOneThatHasEnded() {
    TestRegion region = bench().region(4);
    PageLocker busy = bench().requests().oneWorker();
    PageLocker free = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> slow = bench().requests().lock(busy, bench().pages(region, 0, 1));
      stop.awaitReached();
      assertTrue(awaitAny(List.of(slow), Duration.ofMillis(20)).isEmpty());
      assertTrue(awaitAny(List.of(slow), Duration.ofDays(-1)).isEmpty());
      assertTrue(awaitAny(List.<PendingLock<LockedRange>>of(), LONG).isEmpty(), "none to wait for");
      PendingLock<List<LockedRange>> quick =
          bench().requests().lockAll(free, List.of(bench().pages(region, 2, 4)));
      Optional<PendingLock<?>> ended =
          bench()
              .inBackground(() -> awaitAny(List.<PendingLock<?>>of(slow, quick), LONG))
              .await("awaitAny waits for more than one");
      assertSame(quick, ended.orElseThrow());
      stop.release();
      bench().requests().assertEnds(slow, State.LOCKED);
    }
    bench().assertPages(region, "X.XX");
  }

  /**
   * Everybody who waits for one of several is woken too, and can be interrupted. Look for a wait
   * for one of them only.
   */
  @Test
  default void required_A07_awaitAnyWakesAtTheEndOrWhenInterrupted() {
    TestRegion region = bench().region(2);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> first = bench().requests().lock(locker, bench().pages(region, 0, 1));
      PendingLock<LockedRange> second =
          bench().requests().lock(locker, bench().pages(region, 1, 2));
      stop.awaitReached();
      List<PendingLock<LockedRange>> both = List.of(second, first);
      List<Background<Boolean>> waiters = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        waiters.add(bench().inBackground(() -> awaitAny(both, LONG).isPresent()));
      }
      assertTrue(interrupted(() -> PendingLock.awaitAny(both, LONG)));
      assertFalse(waiters.get(0).endsSoon(), "returned before the end");
      assertEquals(State.PENDING, first.state());
      stop.release();
      waiters.forEach(waiter -> assertTrue(waiter.await("a waiter is not woken")));
      bench().requests().assertEnds(second, State.LOCKED);
    }
    bench().assertPages(region, "XX");
  }

  /**
   * Takes what somebody else implements over a request, beside the library's own, though no
   * completion comes. Look for a wait that knows only the library's own classes, or that waits for
   * a completion.
   */
  @Test
  default void required_A07_awaitAnyTakesWrappers() {
    TestRegion region = bench().region(4);
    PageLocker busy = bench().requests().oneWorker();
    PageLocker silent = bench().locker(settings -> settings.callbackExecutor(never -> {}));
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> slow = bench().requests().lock(busy, bench().pages(region, 0, 1));
      stop.awaitReached();
      PendingLock<LockedRange> wrapped = new WrappedPending<>(slow);
      assertTrue(awaitAny(List.of(wrapped), Duration.ofMillis(20)).isEmpty());
      assertTrue(awaitAny(List.of(wrapped), Duration.ofDays(-1)).isEmpty());
      assertTrue(interrupted(() -> PendingLock.awaitAny(List.of(wrapped), LONG)));
      Background<Boolean> waiter =
          bench().inBackground(() -> awaitAny(List.of(wrapped), LONG).isPresent());
      PendingLock<LockedRange> quick =
          new WrappedPending<>(bench().requests().lock(silent, bench().pages(region, 2, 4)));
      assertSame(
          quick,
          bench()
              .inBackground(() -> awaitAny(List.of(slow, wrapped, quick), LONG))
              .await("the end of a wrapper is not seen")
              .orElseThrow());
      assertFalse(waiter.endsSoon(), "returned before the end");
      stop.release();
      assertTrue(waiter.await("who waits for a wrapper is not woken"));
      bench().requests().assertEnds(slow, State.LOCKED);
    }
    bench().assertPages(region, "X.XX");
  }

  /**
   * A thread that is interrupted stops waiting; the request goes on. Look for an interrupt that
   * cancels.
   */
  @Test
  default void required_A07_interruptedWaitLeavesTheRequestPending() {
    TestRegion region = bench().region(1);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      stop.awaitReached();
      assertTrue(interrupted(() -> pending.await(LONG)));
      assertEquals(State.PENDING, pending.state());
      stop.release();
      bench().requests().assertEnds(pending, State.LOCKED);
    }
    bench().assertPages(region, "X");
  }

  /** A wait. */
  interface Wait {
    /** Waits. */
    Object begin() throws InterruptedException;
  }

  private boolean interrupted(Wait wait) {
    CountDownLatch begun = new CountDownLatch(1);
    List<Thread> waiting = new ArrayList<>();
    Background<Boolean> waiter =
        bench()
            .inBackground(
                () -> {
                  waiting.add(Thread.currentThread());
                  begun.countDown();
                  try {
                    wait.begin();
                    return false;
                  } catch (InterruptedException expected) {
                    return true;
                  }
                });
    try {
      begun.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    waiting.get(0).interrupt();
    return waiter.await("a wait cannot be interrupted");
  }
}
