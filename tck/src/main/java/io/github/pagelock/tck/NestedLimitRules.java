package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import org.junit.jupiter.api.Test;

/** L3 once the limit lies below what is locked: Linux refuses to lock anything then. */
interface NestedLimitRules extends Rules {
  /**
   * A nested lock adds nothing, so that the limit is no reason for it to fail. When it fails, look
   * at what a refused repeat of the kernel's call does.
   */
  @Test
  default void required_L03_nestedLockDoesNotFailForTheLimit() {
    needsAnAnswer();
    TestRegion region = bench().region(4);
    bench().lock(region, 0, 4);
    for (Fault fault : new Fault[] {Fault.ENOMEM, Fault.EPERM}) {
      bench().recorder().faults().failEveryLock(1, fault);
      bench().lock(region, 1, 3).close();
      PendingLock<LockedRange> pending =
          bench().requests().lock(bench().locker(), bench().pages(region, 2, 4));
      bench().requests().assertEnds(pending, State.LOCKED);
      pending.result().close();
    }
    bench().assertPages(region, "XXXX");
  }

  /** The same of on-fault locks, over pages that are held in either mode: look there. */
  @Test
  default void optional_L03_nestedOnFaultLockDoesNotFailForTheLimit() {
    bench().needs(Capability.ON_FAULT);
    needsAnAnswer();
    TestRegion region = bench().region(4);
    bench().lock(bench().pages(region, 0, 2), LockMode.ON_FAULT);
    bench().lock(region, 2, 4);
    bench().recorder().faults().failEveryLock(1, Fault.ENOMEM);
    bench().lock(bench().pages(region, 0, 4), LockMode.ON_FAULT).close();
    bench().assertPages(region, "XXXX");
  }

  /** Only where the call is repeated has the kernel to be asked what is there. */
  private void needsAnAnswer() {
    if (bench().raw().capabilities().contains(Capability.RELOCK_IS_FREE)) {
      bench().needs(Capability.VERIFY);
    }
  }

  /**
   * Other memory under the address is not locked, and a nested lock that cannot lock it says so.
   * When it fails, look for a refusal that is believed to be harmless.
   */
  @Test
  default void optional_L03_nestedLockOfReplacedMemoryFailsForTheLimit() {
    bench().needs(Capability.RELOCK_IS_FREE);
    bench().needs(TestMemory.Feature.REPLACE);
    TestRegion region = bench().region(2);
    bench().lock(region, 0, 2);
    bench().memory().replace(bench().page(region, 1), bench().pageSize());
    bench().recorder().faults().failEveryLock(1, Fault.ENOMEM);
    assertEquals(
        Reason.LIMIT_EXCEEDED, bench().assertLockFails(region.range(), LockMode.PLAIN).reason());
    PendingLock<LockedRange> pending = bench().requests().lock(bench().locker(), region.range());
    bench().requests().assertEnds(pending, State.FAILED);
    assertEquals(Reason.LIMIT_EXCEEDED, pending.failure().orElseThrow().reason());
  }

  /**
   * A lock that adds a page to those that are held needs room for it. When it fails, look for a
   * refusal that is believed to be harmless because most of the pages are held.
   */
  @Test
  default void required_L03_lockThatAddsAPageFailsForTheLimit() {
    TestRegion region = bench().region(4);
    bench().lock(region, 0, 3);
    bench().recorder().faults().failEveryLock(1, Fault.ENOMEM);
    assertEquals(
        Reason.LIMIT_EXCEEDED, bench().assertLockFails(region.range(), LockMode.PLAIN).reason());
    PendingLock<LockedRange> pending = bench().requests().lock(bench().locker(), region.range());
    bench().requests().assertEnds(pending, State.FAILED);
    assertEquals(Reason.LIMIT_EXCEEDED, pending.failure().orElseThrow().reason());
    bench().assertPages(region, "XXX.");
  }
}
