package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import org.junit.jupiter.api.Test;

/** L4: all or nothing, when the kernel fails. */
interface AtomicityRules extends Rules {
  /** More than the largest chunk, so that it takes several calls. */
  long SEVERAL_CHUNKS = 40L << 20;

  /**
   * A call that locked half of its pages before it failed leaves none locked. When it fails, look
   * for a rollback that trusts the kernel to have changed nothing.
   */
  @Test
  default void required_L04_failedLockLeavesNothingLocked() {
    TestRegion region = bench().region(6);
    for (Reason reason :
        new Reason[] {Reason.LIMIT_EXCEEDED, Reason.TRY_AGAIN, Reason.NOT_PERMITTED}) {
      bench()
          .recorder()
          .faults()
          .failLocksAfter(2L * bench().pageSize(), new Fault(reason, 12, "ENOMEM"));
      PageLockException failure =
          bench().assertLockFails(bench().pages(region, 1, 5), LockMode.PLAIN);
      assertEquals(reason, failure.reason());
      assertEquals(12, failure.errno());
      bench().assertPages(region, "......");
    }
  }

  /**
   * A failure in a later chunk releases the earlier ones too. When it fails, look for a rollback of
   * the failed chunk only.
   */
  @Test
  default void required_L04_failureInALaterChunkReleasesTheEarlierOnes() {
    bench().needsRoomFor(SEVERAL_CHUNKS);
    TestRegion region = bench().regionOf(SEVERAL_CHUNKS);
    bench().recorder().faults().failLocksAfter(SEVERAL_CHUNKS - (1 << 20), Fault.EAGAIN);
    bench().assertLockFails(region.range(), LockMode.PLAIN);
    bench().assertLockedBytes(0);
  }

  /**
   * What others hold stays locked when a lock over it fails. When it fails, look for a rollback
   * that unlocks the whole range.
   */
  @Test
  default void required_L04_failedLockLeavesOthersPagesLocked() {
    TestRegion region = bench().region(8);
    LockedRange held = bench().lock(region, 2, 4);
    bench().recorder().faults().failLocksAfter(3L * bench().pageSize(), Fault.EAGAIN);
    bench().assertLockFails(bench().pages(region, 0, 8), LockMode.PLAIN);
    bench().assertPages(region, "..XX....");
    held.close();
    bench().assertPages(region, "........");
  }

  /** The same for locks on fault: look at what undoes them. */
  @Test
  default void optional_L04_failedOnFaultLockLeavesNothingLocked() {
    bench().needs(Capability.ON_FAULT);
    TestRegion region = bench().region(6);
    LockedRange held = bench().lock(region, 0, 1);
    bench().recorder().faults().failLocksAfter(2L * bench().pageSize(), Fault.EAGAIN);
    bench().assertLockFails(bench().pages(region, 0, 6), LockMode.ON_FAULT);
    bench().assertPages(region, "X.....");
    held.close();
    bench().assertPages(region, "......");
  }

  /**
   * A hole fails with NOT_MAPPED and leaves no page before it locked, as Linux's mlock does. When
   * it fails, look at the reason that the provider finds out, and at the unlock after a failure.
   */
  @Test
  default void optional_L04_holeLeavesNothingLocked() {
    bench().needs(TestMemory.Feature.UNMAP);
    TestRegion region = bench().region(8);
    bench().memory().unmap(bench().page(region, 4), bench().pageSize());
    PageLockException failure = bench().assertLockFails(region.range(), LockMode.PLAIN);
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    bench().assertPages(region, "....-...");
  }

  /**
   * Inaccessible pages fail with NOT_MAPPED and none stays marked locked. When it fails, look at
   * the unlock after a failure: Linux leaves the mapping locked.
   */
  @Test
  default void optional_L04_inaccessiblePagesLeaveNothingLocked() {
    bench().needs(TestMemory.Feature.MAKE_INACCESSIBLE);
    TestRegion region = bench().region(8);
    bench().memory().makeInaccessible(bench().page(region, 4), bench().pageSize());
    PageLockException failure = bench().assertLockFails(region.range(), LockMode.PLAIN);
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    bench().assertPages(region, "........");
  }

  /** The failure names the call, the range and the number: look at the provider's exceptions. */
  @Test
  default void optional_L04_failureNamesTheRangeAndTheErrno() {
    bench().needs(TestMemory.Feature.UNMAP);
    TestRegion region = bench().region(2);
    bench().memory().unmap(region.address(), region.byteCount());
    PageLockException failure = bench().assertLockFails(region.range(), LockMode.PLAIN);
    assertEquals(region.address(), failure.address());
    assertEquals(region.byteCount(), failure.byteCount());
    assertFalse(failure.operation().isEmpty());
    assertFalse(failure.errno() != 0 && failure.errnoName().isEmpty());
  }
}
