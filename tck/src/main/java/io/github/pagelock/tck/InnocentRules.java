package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.spi.LockQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** X3: who waits for somebody that fails, or is closed along with him, is not harmed. */
interface InnocentRules extends Rules {
  /** So many waiters of each kind. */
  int WAITERS = 2;

  /** Long enough for a lock to begin to wait. */
  long SETTLE_MILLIS = 20;

  /** Threads and requests that wait for a page. */
  record Waiters(List<Background<LockedRange>> threads, List<PendingLock<LockedRange>> requests) {}

  /** Each with a locker, and so workers, of its own. */
  private Waiters waitFor(TestRegion region, int page) {
    Waiters waiters = new Waiters(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < WAITERS; i++) {
      PageLocker locker = bench().requests().oneWorker();
      waiters
          .threads()
          .add(
              bench()
                  .inBackground(
                      () ->
                          bench()
                              .lock(
                                  locker, bench().pages(region, page, page + 1), LockMode.PLAIN)));
      waiters
          .requests()
          .add(bench().requests().lock(locker, bench().pages(region, page, page + 1)));
    }
    Requests.pause(SETTLE_MILLIS);
    return waiters;
  }

  private void assertAllLocked(Waiters waiters) {
    waiters
        .threads()
        .forEach(thread -> assertTrue(thread.await("a waiter was not woken").isLocked()));
    waiters.requests().forEach(pending -> bench().requests().assertEnds(pending, State.LOCKED));
  }

  private static void close(Waiters waiters) {
    waiters.threads().forEach(thread -> thread.await("it was there before").close());
    waiters.requests().forEach(pending -> pending.result().close());
  }

  /**
   * Whatever the lock of a page throws, all that wait for the page wake and lock it themselves.
   * When it fails, look for a failure that is handed to the waiters, or for a first one that keeps
   * the others from being told.
   */
  @Test
  default void required_X03_waitersLockThemselvesWhateverTheOtherThrew() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (Throwable thrown : WorstDay.everything()) {
      PageLocker locker = bench().locker(settings -> settings);
      day.throwFromTheNextLock(thrown);
      try (CallStop stop = bench().requests().stopFirstCall()) {
        Background<Throwable> failing =
            bench().inBackground(() -> day.thrownByLock(locker, region.range()));
        stop.awaitReached();
        Waiters waiters = waitFor(region, 1);
        stop.release();
        WorstDay.assertTold(thrown, failing.await("the failing lock hangs"));
        assertAllLocked(waiters);
        bench().assertPages(region, ".X");
        close(waiters);
      }
      day.assertNothingIsLeft(locker, region);
    }
  }

  /** The same where the one that fails is asynchronous: look as above. */
  @Test
  default void required_X03_waitersLockThemselvesWhateverTheOtherRequestThrew() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (Throwable thrown : WorstDay.everything()) {
      PageLocker locker = bench().requests().oneWorker();
      day.throwFromTheNextLock(thrown);
      try (CallStop stop = bench().requests().stopFirstCall()) {
        PendingLock<LockedRange> failing = bench().requests().lock(locker, region.range());
        stop.awaitReached();
        Waiters waiters = waitFor(region, 1);
        stop.release();
        bench().requests().assertEnds(failing, State.FAILED);
        assertAllLocked(waiters);
        bench().assertPages(region, ".X");
        close(waiters);
      }
      day.assertNothingIsLeft(locker, region);
    }
  }

  /**
   * Whatever the unlock of a page throws, all that wait for it lock it. When it fails, look for a
   * close() that settles nothing.
   */
  @Test
  default void required_X03_waitersLockThemselvesWhateverTheOthersCloseThrew() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (Throwable thrown : WorstDay.everything()) {
      PageLocker locker = bench().locker(settings -> settings);
      LockedRange handle = bench().lock(locker, bench().pages(region, 1, 2), LockMode.PLAIN);
      day.throwFromTheNextUnlock(thrown);
      try (CallStop stop = bench().requests().stopAt(KernelCall::isUnlock)) {
        Background<Throwable> closing = bench().inBackground(() -> day.thrownBy(handle::close));
        stop.awaitReached();
        Waiters waiters = waitFor(region, 1);
        stop.release();
        closing.await("close() hangs");
        assertAllLocked(waiters);
        bench().assertPages(region, ".X");
        close(waiters);
      }
      day.assertNothingIsLeft(locker, region);
    }
  }

  /**
   * A request in a provider's queue whose cancel throws is taken as not cancelled, and goes on.
   * When it fails, look for a throw that reaches whoever cancels.
   */
  @Test
  default void optional_X03_cancelThatThrowsIsTakenAsNotCancelled() {
    bench().needs(Capability.NATIVE_ASYNC);
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(3);
    for (Throwable thrown : WorstDay.everything()) {
      PageLocker locker = bench().requests().oneWorker();
      List<PendingLock<LockedRange>> requests;
      try (CallStop stop = bench().requests().stopFirstCall()) {
        requests = queue(locker, region, 2);
        stop.awaitReached();
        bench().recorder().faults().thrown.planCancel(bench().page(region, 1), thrown);
        assertEquals(Cancellation.NOT_CANCELLED, requests.get(1).cancel());
        assertEquals(State.PENDING, requests.get(1).state());
      }
      requests.forEach(pending -> bench().requests().assertEnds(pending, State.LOCKED));
      bench().assertPages(region, "XX.");
      requests.forEach(pending -> pending.result().close());
      day.assertNothingIsLeft(locker, region);
    }
  }

  /** Requests for a page each, all of them in the queue. */
  private List<PendingLock<LockedRange>> queue(PageLocker locker, TestRegion region, int count) {
    int before = bench().recorder().submitted.get();
    List<PendingLock<LockedRange>> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(bench().requests().lock(locker, bench().pages(region, i, i + 1)));
    }
    awaitSubmitted(before + count);
    return requests;
  }

  private void awaitSubmitted(int count) {
    assertTrue(
        bench().requests().soon(() -> bench().recorder().submitted.get() >= count),
        "not all came into the queue");
  }

  /**
   * Closing a locker goes on with the other requests where the cancel of one throws, and waits for
   * that one. When it fails, look for a loop that the first exception ends.
   */
  @Test
  default void optional_X03_closeGoesOnAfterACancelThatThrows() {
    bench().needs(Capability.NATIVE_ASYNC);
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(4);
    for (Throwable thrown : WorstDay.everything()) {
      PageLocker locker = bench().requests().oneWorker();
      List<PendingLock<LockedRange>> requests;
      try (CallStop stop = bench().requests().stopFirstCall()) {
        requests = queue(locker, region, 4);
        stop.awaitReached();
        bench().recorder().faults().thrown.planCancel(bench().page(region, 1), thrown);
        Background<Boolean> closing = bench().inBackground(() -> ShutdownRules.closed(locker));
        assertTrue(
            bench().requests().soon(() -> count(requests, State.CANCELLED) >= 2),
            "the others were not cancelled");
        stop.release();
        closing.await("close() hangs");
      }
      assertEquals(2, count(requests, State.LOCKED), "the one that ran, and the one that threw");
      assertEquals(2, count(requests, State.CANCELLED));
      requests.stream()
          .filter(pending -> pending.state() == State.LOCKED)
          .forEach(pending -> pending.result().close());
      day.assertNothingIsLeft(locker, region);
    }
  }

  private static long count(List<PendingLock<LockedRange>> requests, State state) {
    return requests.stream().filter(pending -> pending.state() == state).count();
  }

  /**
   * When a chunk fails and the cancel of another one throws, the request ends all the same, with
   * what failed first, once the other has run. When it fails, look for a turn that the throw has
   * taken along.
   */
  @Test
  default void optional_X01_cancelThatThrowsLosesNoRequest() {
    bench().needs(Capability.NATIVE_ASYNC);
    Assumptions.assumeTrue(
        bench().raw().queue().map(LockQueue::window).orElseThrow() > 1,
        "one request's chunks come one by one into the provider's queue");
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(3);
    for (Throwable thrown : WorstDay.everything()) {
      PageLocker locker = bench().requests().oneWorker();
      bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
      int before = bench().recorder().submitted.get();
      PendingLock<List<LockedRange>> failing;
      try (CallStop first = bench().requests().stopFirstCall();
          CallStop second =
              bench().requests().stopAt(call -> call.covers(bench().page(region, 2)))) {
        failing =
            bench()
                .requests()
                .lockAll(locker, List.of(bench().pages(region, 0, 1), bench().pages(region, 2, 3)));
        first.awaitReached();
        awaitSubmitted(before + 2);
        bench().recorder().faults().thrown.planCancel(bench().page(region, 2), thrown);
        first.release();
        assertTrue(
            bench().requests().soon(() -> bench().recorder().faults().thrown.isEmpty()),
            "the other chunk was not cancelled");
        second.release();
      }
      bench().requests().assertEnds(failing, State.FAILED);
      assertEquals(Fault.EAGAIN.reason(), failing.failure().orElseThrow().reason());
      bench().inBackground(() -> ShutdownRules.closed(locker)).await("close() hangs");
      day.assertNothingIsLeft(locker, region);
    }
  }
}
