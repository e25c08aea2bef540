package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import org.junit.jupiter.api.Test;

/** L4: all or nothing, whichever call fails. */
interface InjectedFailureRules extends Rules {
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
    bench().needsRoomFor(AtomicityRules.SEVERAL_CHUNKS);
    TestRegion region = bench().regionOf(AtomicityRules.SEVERAL_CHUNKS);
    bench()
        .recorder()
        .faults()
        .failLocksAfter(AtomicityRules.SEVERAL_CHUNKS - (1 << 20), Fault.EAGAIN);
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
}
