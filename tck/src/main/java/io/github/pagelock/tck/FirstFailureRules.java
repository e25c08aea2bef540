package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** X2, X4: a pending lock always ends, and what is told is what failed first. */
interface FirstFailureRules extends Rules {
  /**
   * Whatever its chunk throws, and then its rollback, a request ends, and those behind it, and
   * close() returns. When it fails, look for a throw that takes the worker's turn with it.
   */
  @Test
  default void required_X02_pendingLockEndsWhateverItsProviderThrows() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(4);
    List<Throwable> later = WorstDay.everything();
    for (Throwable thrown : WorstDay.everything()) {
      PageLocker locker = bench().requests().oneWorker();
      bench()
          .recorder()
          .faults()
          .throwAt(call -> call.isLock() && call.covers(bench().page(region, 1)), thrown);
      throwFromUnlocking(region, later.get(0));
      PendingLock<List<LockedRange>> failing = lockTwoPages(locker, region);
      PendingLock<LockedRange> behind =
          bench().requests().lock(locker, bench().pages(region, 3, 4));
      bench().requests().assertEnds(failing, State.FAILED);
      WorstDay.assertTold(thrown, failing.failure().orElseThrow());
      bench().requests().assertEnds(behind, State.LOCKED);
      bench().recorder().faults().clear();
      behind.result().close();
      bench().inBackground(() -> ShutdownRules.closed(locker)).await("close() hangs");
      day.assertNothingIsLeft(locker, region);
    }
  }

  /** The first two pages, as ranges of their own. */
  private PendingLock<List<LockedRange>> lockTwoPages(PageLocker locker, TestRegion region) {
    return bench()
        .requests()
        .lockAll(locker, List.of(bench().pages(region, 0, 1), bench().pages(region, 1, 2)));
  }

  private void throwFromUnlocking(TestRegion firstPage, Throwable thrown) {
    bench()
        .recorder()
        .faults()
        .throwAt(call -> call.isUnlock() && call.covers(firstPage.address()), thrown);
  }

  /** The same where the provider populates: look as above. */
  @Test
  default void optional_X02_pendingLockEndsWhateverPopulatingThrows() {
    bench().needsRoomFor(AtomicityRules.SEVERAL_CHUNKS);
    new WorstDay(bench());
    for (Throwable thrown : WorstDay.everything()) {
      // A new one each time: a huge page of 32 MiB, as with pages of 16 KiB, makes it resident.
      TestRegion region = bench().regionOf(AtomicityRules.SEVERAL_CHUNKS);
      bench().requests().needsPopulator(region);
      PageLocker locker = bench().requests().oneWorker();
      bench().recorder().faults().throwAt(call -> call.kind() == KernelCall.Kind.POPULATE, thrown);
      PendingLock<LockedRange> failing = bench().requests().lock(locker, region.range());
      bench().requests().assertEnds(failing, State.FAILED);
      WorstDay.assertTold(thrown, failing.failure().orElseThrow());
      bench().assertLockedBytes(0);
      bench().inBackground(() -> ShutdownRules.closed(locker)).await("close() hangs");
      assertEquals(0, locker.statistics().heldIntervals(), "held intervals");
    }
  }

  /**
   * A lock fails, and so does the unlock after it: the caller is told of the first, in which the
   * second is suppressed. When it fails, look for a throw in a finally, or in a catch block.
   */
  @Test
  default void required_X04_unlockThatThrowsIsSuppressedInTheFailureOfTheLock() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (Throwable later : WorstDay.everything()) {
      PageLocker locker = bench().locker(settings -> settings);
      failHalfWay(day, later);
      assertToldFirst(later, day.thrownByLock(locker, region.range()));
      day.assertNothingIsLeft(locker, region);
      failHalfWay(day, later);
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      bench().requests().assertEnds(pending, State.FAILED);
      assertToldFirst(later, pending.failure().orElseThrow());
      day.assertNothingIsLeft(locker, region);
    }
  }

  private void failHalfWay(WorstDay day, Throwable later) {
    bench().recorder().faults().failLocksAfter(bench().pageSize(), Fault.EAGAIN);
    day.throwFromTheNextUnlock(later);
  }

  private static void assertToldFirst(Throwable later, Throwable told) {
    PageLockException first = assertInstanceOf(PageLockException.class, told);
    assertEquals(Reason.TRY_AGAIN, first.reason());
    WorstDay.assertSuppressed(later, first);
  }

  /** The same where the lock itself throws what no provider should: look as above. */
  @Test
  default void required_X04_unlockThatThrowsIsSuppressedInWhatTheLockThrew() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    List<Throwable> later = WorstDay.everything();
    List<Throwable> first = WorstDay.everything();
    for (int i = 0; i < first.size(); i++) {
      Throwable second = later.get(later.size() - 1 - i);
      PageLocker locker = bench().locker(settings -> settings);
      day.throwFromTheNextLock(first.get(i));
      day.throwFromTheNextUnlock(second);
      Throwable told = day.thrownByLock(locker, region.range());
      WorstDay.assertTold(first.get(i), told);
      WorstDay.assertSuppressed(second, told);
      day.assertNothingIsLeft(locker, region);
    }
  }

  /**
   * The same of the rollback of what a request had locked before: look for a failure that takes the
   * place of the first.
   */
  @Test
  default void required_X04_rollbackThatThrowsIsSuppressedInTheFailureOfTheRequest() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (Throwable later : WorstDay.everything()) {
      PageLocker locker = bench().requests().oneWorker();
      bench().recorder().faults().failLocksAfter(bench().pageSize(), Fault.EAGAIN);
      throwFromUnlocking(region, later);
      PendingLock<List<LockedRange>> failing = lockTwoPages(locker, region);
      bench().requests().assertEnds(failing, State.FAILED);
      assertToldFirst(later, failing.failure().orElseThrow());
      day.assertNothingIsLeft(locker, region);
    }
  }

  /**
   * However often and in whatever way it is asked for, the failure of a request is one object. When
   * it fails, look for an exception that is made when somebody asks.
   */
  @Test
  default void required_X04_failureOfARequestIsOneObject() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    PageLocker locker = bench().requests().oneWorker();
    PageLocker bestEffort = bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
    for (Throwable thrown : WorstDay.everything()) {
      day.throwFromTheNextLock(thrown);
      PendingLock<LockedRange> failed = bench().requests().lock(locker, region.range());
      bench().requests().assertEnds(failed, State.FAILED);
      assertOneObject(failed);
      day.throwFromTheNextLock(thrown);
      PendingLock<LockedRange> degraded = bench().requests().lock(bestEffort, region.range());
      bench().requests().assertEnds(degraded, State.FAILED);
      assertSame(degraded.failure().orElseThrow(), degraded.result().degradation().orElseThrow());
    }
    PendingLock<LockedRange> running;
    PendingLock<LockedRange> cancelled;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      running = bench().requests().lock(locker, bench().pages(region, 0, 1));
      stop.awaitReached();
      cancelled = bench().requests().lock(locker, bench().pages(region, 1, 2));
      cancelled.cancel();
    }
    bench().requests().assertEnds(cancelled, State.CANCELLED);
    assertOneObject(cancelled);
    bench().requests().assertEnds(running, State.LOCKED);
    bench().assertPages(region, "X.");
  }

  private void assertOneObject(PendingLock<LockedRange> ended) {
    PageLockException failure = ended.failure().orElseThrow();
    assertSame(failure, ended.failure().orElseThrow(), "failure(), again");
    assertSame(failure, assertThrows(PageLockException.class, ended::result), "result()");
    assertSame(
        failure,
        assertThrows(
            PageLockException.class,
            () -> bench().requests().get(ended.completion(), "no completion")),
        "completion()");
  }
}
