package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** L4: what counts against the limit counts once, and nobody is refused who has room. */
interface ReservationRules extends Rules {
  /** Many times what a lock call may take before somebody loses patience. */
  long LONGER_THAN_ANY_PATIENCE_MILLIS = 250;

  /**
   * Ranges of one request that share pages need these once. When it fails, look for a sum over the
   * ranges instead of over their pages.
   */
  @Test
  default void required_L04_requestReservesTheUnionOfItsRanges() {
    bench().limitTo(4);
    TestRegion region = bench().region(8);
    List<MemoryRange> inOnePage =
        IntStream.range(0, 17).mapToObj(i -> region.part(32L * i, 32)).toList();
    assertAllLocked(inOnePage);
    assertAllLocked(List.of(bench().pages(region, 0, 3), bench().pages(region, 1, 4)));
    assertAllLocked(
        List.of(
            bench().pages(region, 2, 4), bench().pages(region, 0, 1), bench().pages(region, 0, 4)));
    PendingLock<List<LockedRange>> tooMuch =
        bench()
            .requests()
            .lockAll(
                bench().locker(),
                List.of(bench().pages(region, 0, 3), bench().pages(region, 2, 5)));
    bench().requests().assertEnds(tooMuch, State.FAILED);
    assertEquals(Reason.LIMIT_EXCEEDED, tooMuch.failure().orElseThrow().reason());
  }

  private void assertAllLocked(List<MemoryRange> ranges) {
    PendingLock<List<LockedRange>> pending = bench().requests().lockAll(bench().locker(), ranges);
    bench().requests().assertEnds(pending, State.LOCKED);
    pending.result().forEach(LockedRange::close);
  }

  /**
   * Two requests for the same pages need them once, also before the first has come to them. When it
   * fails, look for a reservation that is a number of bytes.
   */
  @Test
  default void required_L04_requestsForTheSamePagesAreCountedOnce() {
    assertSecondIsLocked(false);
  }

  /**
   * What the first of two requests gives up, the second still has: nobody else is let in. When it
   * fails, look for a reservation that ends with whoever made it.
   */
  @Test
  default void required_L04_cancelledRequestLeavesTheReservationToTheOther() {
    assertSecondIsLocked(true);
  }

  private void assertSecondIsLocked(boolean cancelsTheFirst) {
    bench().needsRoomFor(AtomicityRules.SEVERAL_CHUNKS);
    TestRegion region = bench().regionOf(AtomicityRules.SEVERAL_CHUNKS);
    TestRegion other = bench().region(1);
    bench().limitTo((int) (region.byteCount() / bench().pageSize()));
    PageLocker one = bench().requests().oneWorker();
    PageLocker locker = bench().locker(settings -> settings.workers(2));
    PendingLock<LockedRange> first;
    PendingLock<LockedRange> second;
    PendingLock<LockedRange> third;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      first = bench().requests().lock(one, region.range());
      stop.awaitReached();
      second = bench().requests().lock(locker, region.range());
      third = bench().requests().lock(locker, other.range());
      // Long enough for all to be looked at.
      Requests.pause(LONGER_THAN_ANY_PATIENCE_MILLIS);
      if (cancelsTheFirst) {
        assertEquals(Cancellation.CANCELLED, first.cancel());
      }
    }
    bench().requests().assertEnds(first, cancelsTheFirst ? State.CANCELLED : State.LOCKED);
    bench().requests().assertEnds(second, State.LOCKED);
    bench().requests().assertEnds(third, State.FAILED);
    assertEquals(Reason.LIMIT_EXCEEDED, third.failure().orElseThrow().reason());
    bench().assertLockedBytes(region.byteCount());
  }

  /**
   * While another thread's call takes its time, nobody can tell whether its pages are in the
   * kernel's sum already. Whoever has room if they are waits for that call to end. When it fails,
   * look for somebody who loses patience.
   */
  @Test
  default void required_L04_slowCallOfAnotherThreadIsWaitedFor() {
    assertLocksBesideASlowCall(false);
  }

  /** The same for a thread that is interrupted: look for a sleep that an interrupt ends. */
  @Test
  default void required_L04_interruptedThreadWaitsForASlowCallToo() {
    assertLocksBesideASlowCall(true);
  }

  private void assertLocksBesideASlowCall(boolean interrupted) {
    AtomicLong charged = limitToWithCharged(4);
    TestRegion region = bench().region(4);
    PageLocker slow = bench().locker();
    PageLocker other = bench().locker(settings -> settings);
    try (CallStop stop = bench().requests().stopFirstCall()) {
      Background<LockedRange> first =
          bench()
              .inBackground(() -> bench().lock(slow, bench().pages(region, 0, 2), LockMode.PLAIN));
      stop.awaitReached();
      charged.set(2L * bench().pageSize());
      Background<Boolean> second =
          bench()
              .inBackground(
                  () -> {
                    if (interrupted) {
                      Thread.currentThread().interrupt();
                    }
                    bench().lock(other, bench().pages(region, 2, 4), LockMode.PLAIN);
                    return Thread.interrupted();
                  });
      Requests.pause(LONGER_THAN_ANY_PATIENCE_MILLIS);
      stop.release();
      first.await("the stopped lock did not go on");
      assertEquals(interrupted, second.await("it still waits"), "the thread stays interrupted");
    }
    bench().assertPages(region, "XXXX");
  }

  /**
   * An asynchronous lock waits for that as well, and no worker with it. When it fails, look for a
   * worker that sleeps, or for a request that fails after so many looks.
   */
  @Test
  default void required_L04_pendingLockWaitsForASlowCallWithoutAWorker() {
    TestRegion region = bench().region(5);
    AtomicLong charged = limitToWithCharged(5);
    PageLocker slow = bench().locker();
    bench().lock(slow, bench().pages(region, 4, 5), LockMode.PLAIN);
    PageLocker oneWorker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      Background<LockedRange> first =
          bench()
              .inBackground(() -> bench().lock(slow, bench().pages(region, 0, 2), LockMode.PLAIN));
      stop.awaitReached();
      charged.set(3L * bench().pageSize());
      PendingLock<LockedRange> waits =
          bench().requests().lock(oneWorker, bench().pages(region, 2, 4));
      PendingLock<LockedRange> nested =
          bench().requests().lock(oneWorker, bench().pages(region, 4, 5));
      bench().requests().assertEnds(nested, State.LOCKED);
      Requests.pause(LONGER_THAN_ANY_PATIENCE_MILLIS);
      stop.release();
      first.await("the stopped lock did not go on");
      bench().requests().assertEnds(waits, State.LOCKED);
    }
    bench().assertPages(region, "XXXXX");
  }

  /** As a kernel's that counts a call's pages before the call returns. */
  private AtomicLong limitToWithCharged(int pages) {
    AtomicLong charged = new AtomicLong();
    limitTo(pages, () -> Math.max(charged.get(), bench().recorder().lockedPages.bytes()));
    return charged;
  }

  private void limitTo(int pages, LongSupplier locked) {
    long limit = (long) pages * bench().pageSize();
    bench().recorder().overrideLimits(() -> LockLimits.of(limit, limit, locked.getAsLong()));
  }

  /**
   * Pages that somebody else in the process has locked are charged already. When it fails, look for
   * a sum of what the process and the request have, instead of the kernel's own answer about the
   * request's pages.
   */
  @Test
  default void optional_L04_pagesThatOthersHaveLockedAddNothing() {
    bench().needs(Capability.RELOCK_IS_FREE);
    bench().needs(Capability.VERIFY);
    TestRegion region = bench().region(8);
    AtomicLong foreign = new AtomicLong();
    limitTo(4, () -> (long) bench().pageSize() * pagesLocked(region, foreign.get()));

    lockByHand(region, foreign);
    long before = bench().callsThat(KernelCall::isLock);
    assertEquals(
        Reason.LIMIT_EXCEEDED,
        bench().assertLockFails(bench().pages(region, 0, 6), LockMode.PLAIN).reason());
    assertEquals(before, bench().callsThat(KernelCall::isLock), "calls that lock");
    LockedRange all = bench().lock(region, 0, 4);
    bench().assertPages(region, "XXXX....");
    foreign.set(0);
    all.close();

    lockByHand(region, foreign);
    PendingLock<LockedRange> pending =
        bench().requests().lock(bench().locker(), bench().pages(region, 0, 4));
    bench().requests().assertEnds(pending, State.LOCKED);
    bench().assertPages(region, "XXXX....");
    foreign.set(0);
  }

  /** Pages 1 to 3. */
  private void lockByHand(TestRegion region, AtomicLong foreign) {
    bench().raw().lock(bench().page(region, 1), 3L * bench().pageSize());
    foreign.set(0b1110);
  }

  private long pagesLocked(TestRegion region, long foreign) {
    return IntStream.range(0, 8)
        .filter(
            i ->
                (foreign >> i & 1) == 1
                    || bench().recorder().lockedPages.contains(bench().page(region, i)))
        .count();
  }

  /**
   * What a failed request had reserved is free at once. When it fails, look for a reservation that
   * outlives its request.
   */
  @Test
  default void required_L04_failedRequestLeavesNoReservation() {
    bench().limitTo(4);
    TestRegion region = bench().region(8);
    bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
    PendingLock<LockedRange> failed =
        bench().requests().lock(bench().locker(), bench().pages(region, 0, 4));
    bench().requests().assertEnds(failed, State.FAILED);
    bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
    assertEquals(
        Reason.TRY_AGAIN,
        bench().assertLockFails(bench().pages(region, 0, 4), LockMode.PLAIN).reason());
    bench().lock(region, 4, 8);
    bench().assertPages(region, "....XXXX");
    assertTrue(failed.failure().isPresent());
  }
}
