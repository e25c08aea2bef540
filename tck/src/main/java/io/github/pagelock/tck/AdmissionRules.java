package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LimitNumbers;
import org.junit.jupiter.api.Test;

/** L4: the check of the limit before anything is touched. */
interface AdmissionRules extends Rules {
  private void assertRefused(MemoryRange range) {
    long before = bench().callsThat(KernelCall::isLock);
    PageLockException failure = bench().assertLockFails(range, LockMode.PLAIN);
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals(before, bench().callsThat(KernelCall::isLock), "calls that lock");
    assertTrue(failure.limits().isPresent(), "the failure tells the limits");
  }

  /**
   * What exceeds the limit fails before the kernel is asked, and no page becomes resident. When it
   * fails, look for a lock that tries first.
   */
  @Test
  default void required_L04_lockAboveTheLimitFailsWithoutTouchingAnything() {
    bench().limitTo(4);
    TestRegion region = bench().region(8);
    assertRefused(bench().pages(region, 0, 5));
    bench().assertPages(region, "........");
    bench().lock(region, 0, 4);
    bench().assertPages(region, "XXXX....");
  }

  /** As above, seen by the oracle: look for a touch before the check. */
  @Test
  default void optional_L04_refusedLockMakesNothingResident() {
    bench().needs(TestMemory.Feature.FRESH_PAGES_ABSENT);
    LockOracle oracle = bench().needsPageOracle();
    bench().limitTo(4);
    TestRegion region = bench().region(8);
    assertRefused(region.range());
    for (int i = 0; i < 8; i++) {
      assertFalse(oracle.isResident(bench().page(region, i)), "page " + i);
    }
  }

  /**
   * Only pages that nobody holds yet count against the limit, together with what is locked already.
   * When it fails, look for a request that is compared with the limit alone.
   */
  @Test
  default void required_L04_limitCountsWhatIsAddedToWhatIsLocked() {
    bench().limitTo(4);
    TestRegion region = bench().region(8);
    bench().lock(region, 0, 3);
    assertRefused(bench().pages(region, 4, 6));
    LockedRange overlapping = bench().lock(region, 0, 4);
    bench().assertPages(region, "XXXX....");
    overlapping.close();
    bench().lock(region, 4, 5);
    bench().assertPages(region, "XXX.X...");
  }

  /**
   * However late somebody asks why a lock was refused, the answer is what was true when it was
   * refused. When it fails, look for numbers that are read when the message or the cure is made.
   */
  @Test
  default void required_L04_refusalTellsTheNumbersOfItsMoment() {
    limitTo(4, 1);
    TestRegion region = bench().region(8);
    MemoryRange tooMuch = bench().pages(region, 1, 8);
    PageLockException askedAtOnce = bench().assertLockFails(tooMuch, LockMode.PLAIN);
    PageLockException askedLater = bench().assertLockFails(tooMuch, LockMode.PLAIN);
    String message = askedAtOnce.getMessage();
    limitTo(16, 3);
    bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
    try (CallStop stop = bench().requests().stopFirstCall()) {
      Background<PageLockException> inFlight =
          bench()
              .inBackground(
                  () -> bench().assertLockFails(bench().pages(region, 4, 6), LockMode.PLAIN));
      stop.awaitReached();
      assertEquals(message, askedLater.getMessage());
      assertEquals(askedAtOnce.diagnosis(), askedLater.diagnosis());
      assertEquals(askedAtOnce.limits(), askedLater.limits());
      stop.release();
      inFlight.await("the stopped lock did not go on");
    }
  }

  /** Numbers that change although nothing can be locked, where the kernel lets nobody. */
  private void limitTo(int pages, int locked) {
    long page = bench().pageSize();
    LockLimits told = LimitNumbers.of(pages * page, pages * page, locked * page);
    bench().recorder().overrideLimits(() -> told);
  }

  /**
   * What a request in flight has reserved counts too, also what it has not reached yet. When it
   * fails, look for a check that sees only what the kernel has locked already.
   */
  @Test
  default void required_L04_limitCountsRequestsInFlight() {
    long large = ChunkRules.LARGE;
    bench().needsRoomFor(large);
    int pages = (int) (large / bench().pageSize());
    bench().limitTo(pages + pages / 4);
    TestRegion region = bench().region(pages);
    TestRegion other = bench().region(pages);
    bench().locker();
    try (CallStop stop =
        bench().recorder().faults().stopAt(KernelCall::isLock, bench().patience())) {
      Background<LockedRange> inFlight = bench().inBackground(() -> bench().lock(region, 0, pages));
      stop.awaitReached();
      assertRefused(bench().pages(other, 0, pages * 3 / 4));
      stop.release();
      inFlight.await("the stopped lock did not go on");
    }
    assertRefused(bench().pages(other, 0, pages / 2));
    bench().lock(other, 0, 4);
    bench().assertLockedBytes(large + 4L * bench().pageSize());
  }
}
