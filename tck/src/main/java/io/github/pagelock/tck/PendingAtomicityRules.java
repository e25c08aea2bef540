package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** L3, L4 and L9 for asynchronous locks: they nest with all others, and lock all or nothing. */
interface PendingAtomicityRules extends Rules {
  /** Asynchronous and synchronous locks nest: look for a count of one kind only. */
  @Test
  default void required_L03_asynchronousAndSynchronousLocksNest() {
    TestRegion region = bench().region(6);
    LockedRange held = bench().lock(region, 0, 3);
    PendingLock<LockedRange> pending =
        bench().requests().lock(bench().locker(), bench().pages(region, 2, 5));
    bench().requests().assertEnds(pending, State.LOCKED);
    bench().assertPages(region, "XXXXX.");
    held.close();
    bench().assertPages(region, "..XXX.");
    LockedRange inside = bench().lock(region, 3, 4);
    pending.result().close();
    bench().assertPages(region, "...X..");
    inside.close();
    bench().assertPages(region, "......");
  }

  /**
   * Pages that somebody holds plainly are never locked on fault, not even for a moment: that would
   * downgrade them. When it fails, look at what is marked before it is populated.
   */
  @Test
  default void optional_L03_asynchronousLockNeverDowngradesPlainPages() {
    LockOracle oracle = bench().needsPageOracle();
    bench().needsRoomFor(AtomicityRules.SEVERAL_CHUNKS);
    TestRegion region = bench().regionOf(AtomicityRules.SEVERAL_CHUNKS);
    bench().requests().needsPopulator(region);
    LockedRange held = bench().lock(region, 1, 2);
    bench().recorder().clearCalls();
    PendingLock<LockedRange> pending = bench().requests().lock(bench().locker(), region.range());
    bench().requests().assertEnds(pending, State.LOCKED);
    assertTrue(
        bench().callsThat(call -> call.kind() == KernelCall.Kind.LOCK_ON_FAULT) > 0, "is marked");
    assertEquals(
        0,
        bench()
            .callsThat(
                call ->
                    call.kind() == KernelCall.Kind.LOCK_ON_FAULT
                        && call.covers(bench().page(region, 1))));
    assertFalse(oracle.isOnFault(bench().page(region, 1)));
    pending.result().close();
    bench().assertPages(region, ".X.");
    held.close();
  }

  /**
   * A failure in a later chunk releases what this request has locked, and nothing else. When it
   * fails, look for a rollback of the whole range, or of the failed chunk only.
   */
  @Test
  default void required_L04_failedAsynchronousLockLeavesOthersPagesLocked() {
    failAfter(AtomicityRules.SEVERAL_CHUNKS - (1 << 20));
  }

  /**
   * The same while memory that was marked is populated. Look for the mark that a failure leaves.
   */
  @Test
  default void optional_L04_failureWhilePopulatingLeavesNothingLocked() {
    bench().needsRoomFor(AtomicityRules.SEVERAL_CHUNKS);
    bench().requests().needsPopulator(bench().regionOf(AtomicityRules.SEVERAL_CHUNKS));
    failAfter(3 * AtomicityRules.SEVERAL_CHUNKS / 2);
  }

  /**
   * The same while populated memory is locked at last. Look for chunks that were finished before.
   */
  @Test
  default void optional_L04_failureWhileFinishingLeavesNothingLocked() {
    bench().needsRoomFor(AtomicityRules.SEVERAL_CHUNKS);
    bench().requests().needsPopulator(bench().regionOf(AtomicityRules.SEVERAL_CHUNKS));
    failAfter(5 * AtomicityRules.SEVERAL_CHUNKS / 2);
  }

  private void failAfter(long bytes) {
    bench().needsRoomFor(AtomicityRules.SEVERAL_CHUNKS);
    TestRegion region = bench().regionOf(AtomicityRules.SEVERAL_CHUNKS);
    PageLocker locker = bench().locker();
    LockedRange held = bench().lock(region, 2, 4);
    bench().recorder().faults().failLocksAfter(bytes, Fault.EAGAIN);
    PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
    bench().requests().assertEnds(pending, State.FAILED);
    assertEquals(11, pending.failure().orElseThrow().errno());
    bench().assertLockedBytes(2L * bench().pageSize());
    bench().assertPages(region, "..XX..");
    held.close();
    bench().assertLockedBytes(0);
  }

  /**
   * What exceeds the limit fails when its turn comes, without touching anything: a request in
   * flight counts with all that it will add. When it fails, look for a check without a reservation.
   */
  @Test
  default void required_L04_limitFailsTheRequestNotTheCaller() {
    TestRegion region = bench().region(8);
    bench().limitTo(5);
    PageLocker locker = bench().requests().oneWorker();
    PendingLock<LockedRange> tooMuch = bench().requests().lock(locker, bench().pages(region, 0, 6));
    bench().requests().assertEnds(tooMuch, State.FAILED);
    assertEquals(
        Reason.LIMIT_EXCEEDED, tooMuch.failure().orElseThrow().reason(), tooMuch::toString);
    PendingLock<List<LockedRange>> together =
        bench()
            .requests()
            .lockAll(locker, List.of(bench().pages(region, 0, 3), bench().pages(region, 4, 7)));
    bench().requests().assertEnds(together, State.FAILED);
    assertTrue(bench().recorder().calls().isEmpty(), "calls");
    PendingLock<LockedRange> enough = bench().requests().lock(locker, bench().pages(region, 0, 5));
    bench().requests().assertEnds(enough, State.LOCKED);
    bench().assertPages(region, "XXXXX...");
  }
}
