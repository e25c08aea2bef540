package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** X1: a provider that throws what it likes, after its kernel has done what it was asked for. */
interface ThrowingProviderRules extends Rules {
  /**
   * An exception that is no PageLockException becomes one, of a lock and of an asynchronous one
   * alike, and counts. When it fails, look for a second place that wraps, or none.
   */
  @Test
  default void required_X01_exceptionOfTheProviderIsTheCauseOfAFailure() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (RuntimeException thrown : WorstDay.exceptions()) {
      PageLocker locker = bench().locker(settings -> settings);
      day.throwFromTheNextLock(thrown);
      WorstDay.assertTold(thrown, day.thrownByLock(locker, region.range()));
      assertEquals(Map.of(Reason.OTHER, 1L), locker.statistics().failures(), "of a lock");
      day.throwFromTheNextLock(thrown);
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      bench().requests().assertEnds(pending, State.FAILED);
      WorstDay.assertTold(thrown, pending.failure().orElseThrow());
      assertEquals(Map.of(Reason.OTHER, 2L), locker.statistics().failures(), "of both");
      day.assertNothingIsLeft(locker, region);
    }
  }

  /**
   * Under BEST_EFFORT it degrades both, and counts alike. When it fails, look for an exception that
   * is not wrapped before the policy is asked.
   */
  @Test
  default void required_X01_exceptionOfTheProviderDegradesUnderBestEffort() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (RuntimeException thrown : WorstDay.exceptions()) {
      PageLocker locker = bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
      day.throwFromTheNextLock(thrown);
      assertDegraded(thrown, day.lock(locker, region.range()));
      assertEquals(Map.of(Reason.OTHER, 1L), locker.statistics().failures(), "of a lock");
      day.throwFromTheNextLock(thrown);
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      bench().requests().assertEnds(pending, State.FAILED);
      assertDegraded(thrown, pending.result());
      assertEquals(Map.of(Reason.OTHER, 2L), locker.statistics().failures(), "of both");
      day.assertNothingIsLeft(locker, region);
    }
  }

  private static void assertDegraded(RuntimeException thrown, LockedRange handle) {
    assertFalse(handle.isLocked(), "isLocked() of a lock that failed");
    WorstDay.assertTold(thrown, handle.degradation().orElseThrow());
    handle.close();
  }

  /**
   * An Error reaches whoever called, and what was locked by then is unlocked; the next lock of the
   * pages does not wait for ever. When it fails, look for a way out that settles nothing.
   */
  @Test
  default void required_X01_errorLeavesNothingLockedNorChanging() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (Error thrown : WorstDay.errors()) {
      PageLocker locker = bench().locker(settings -> settings);
      day.throwFromTheNextLock(thrown);
      WorstDay.assertTold(thrown, day.thrownByLock(locker, region.range()));
      day.assertNothingIsLeft(locker, region);
    }
  }

  /** The same on a worker, or in a provider's queue: look as above. */
  @Test
  default void required_X01_errorOfAnAsynchronousLockLeavesNothingLockedNorChanging() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (Error thrown : WorstDay.errors()) {
      PageLocker locker = bench().locker(settings -> settings);
      day.throwFromTheNextLock(thrown);
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      bench().requests().assertEnds(pending, State.FAILED);
      WorstDay.assertTold(thrown, pending.failure().orElseThrow());
      day.assertNothingIsLeft(locker, region);
    }
  }

  /** The same for locks on fault, which others may hold plainly: look as above. */
  @Test
  default void optional_X01_onFaultLockThatThrowsLeavesNothingLockedNorChanging() {
    bench().needs(Capability.ON_FAULT);
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (Throwable thrown : WorstDay.everything()) {
      PageLocker locker = bench().locker(settings -> settings);
      day.throwFromTheNextLock(thrown);
      WorstDay.assertTold(
          thrown, day.thrownBy(() -> bench().lock(locker, region.range(), LockMode.ON_FAULT)));
      day.assertNothingIsLeft(locker, region);
    }
  }

  /** Pages that others hold stay locked: look for an unlock of all that the call covered. */
  @Test
  default void required_X01_lockThatThrowsLeavesOthersPagesLocked() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(3);
    for (Throwable thrown : WorstDay.everything()) {
      PageLocker locker = bench().locker(settings -> settings);
      LockedRange other = bench().lock(region, 0, 2);
      day.throwFromTheNextLock(thrown);
      WorstDay.assertTold(thrown, day.thrownByLock(locker, bench().pages(region, 1, 3)));
      bench().assertPages(region, "XX.");
      day.throwFromTheNextLock(thrown);
      PendingLock<LockedRange> pending =
          bench().requests().lock(locker, bench().pages(region, 1, 3));
      bench().requests().assertEnds(pending, State.FAILED);
      bench().assertPages(region, "XX.");
      other.close();
      day.assertNothingIsLeft(locker, region);
    }
  }

  /**
   * An unlock that throws leaves its pages to be unlocked by the next release over them. When it
   * fails, look for an exception that is taken for the end of the pages' lock, or for none of them.
   */
  @Test
  default void required_X01_unlockThatThrowsIsTriedAgainByTheNextRelease() {
    WorstDay day = new WorstDay(bench());
    TestRegion region = bench().region(2);
    for (Throwable thrown : WorstDay.everything()) {
      PageLocker locker = bench().locker(settings -> settings);
      LockedRange handle = bench().lock(locker, region.range(), LockMode.PLAIN);
      day.throwFromTheNextUnlock(thrown);
      Throwable told = day.thrownBy(handle::close);
      if (told != thrown || thrown instanceof RuntimeException) {
        PageLockException failure = assertInstanceOf(PageLockException.class, told);
        assertEquals(Reason.UNLOCK_FAILED, failure.reason());
        assertSame(thrown, failure.getCause(), "the cause");
      }
      bench().assertPages(region, "XX");
      assertEquals(region.byteCount(), locker.statistics().heldBytes(), "nobody's, in the ledger");
      day.assertNothingIsLeft(locker, region);
    }
  }

  /**
   * A question about the limits, the mappings or the memory that throws fails the lock that asked,
   * and nothing stays reserved. When it fails, look for a way out that keeps the reservation.
   */
  @Test
  default void required_X01_questionThatThrowsLeavesNothingReserved() {
    for (Throwable thrown : WorstDay.everything()) {
      for (Question question : Question.values()) {
        assertNothingStaysReserved(question, thrown, false);
        assertNothingStaysReserved(question, thrown, true);
      }
    }
  }

  private void assertNothingStaysReserved(Question question, Throwable thrown, boolean async) {
    WorstDay day = new WorstDay(bench());
    bench().limitTo(2);
    PageLocker locker = bench().locker(settings -> settings);
    TestRegion region = bench().region(2);
    TestRegion other = bench().region(2);
    question.throwsOnce(bench().recorder(), thrown);
    if (async) {
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      bench().requests().assertEnds(pending, State.FAILED);
      WorstDay.assertTold(thrown, pending.failure().orElseThrow());
    } else {
      WorstDay.assertTold(thrown, day.thrownByLock(locker, region.range()));
    }
    bench().limitTo(2);
    day.lock(locker, other.range()).close();
    day.assertNothingIsLeft(locker, region);
  }
}
