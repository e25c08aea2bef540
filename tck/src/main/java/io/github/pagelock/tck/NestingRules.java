package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import org.junit.jupiter.api.Test;

/** L3: locks nest. */
interface NestingRules extends Rules {
  /**
   * Of two overlapping locks the first close leaves the shared pages locked, and the second unlocks
   * them. When it fails, look for an unlock of the whole range instead of what nobody holds.
   */
  @Test
  default void required_L03_closingOneOfTwoOverlappingRangesLeavesSharedPagesLocked() {
    TestRegion region = bench().region(8);
    LockedRange low = bench().lock(region, 1, 5);
    LockedRange high = bench().lock(region, 3, 7);
    bench().assertPages(region, ".XXXXXX.");
    low.close();
    bench().assertPages(region, "...XXXX.");
    high.close();
    bench().assertPages(region, "........");
  }

  /**
   * A page stays locked until the last of its handles closes, in whatever order. When it fails,
   * look for a flag where a count is needed.
   */
  @Test
  default void required_L03_lastCloseUnlocks() {
    TestRegion region = bench().region(3);
    LockedRange first = bench().lock(region, 1, 2);
    LockedRange second = bench().lock(region, 0, 3);
    LockedRange third = bench().lock(region, 1, 2);
    second.close();
    bench().assertPages(region, ".X.");
    first.close();
    bench().assertPages(region, ".X.");
    bench().recorder().clearCalls();
    third.close();
    bench().assertPages(region, "...");
    assertEquals(1, bench().recorder().calls().size(), "calls for the last close");
  }

  /** Locks of two lockers nest as well: look for a ledger that belongs to a locker. */
  @Test
  default void required_L03_locksOfDifferentLockersNest() {
    TestRegion region = bench().region(2);
    LockedRange one = bench().lock(region, 0, 2);
    LockedRange other =
        bench()
            .lock(
                bench().locker(settings -> settings), bench().pages(region, 0, 1), LockMode.PLAIN);
    one.close();
    bench().assertPages(region, "X.");
    other.close();
    bench().assertPages(region, "..");
  }

  /**
   * A nested lock repeats the kernel's call where that is free. When it fails, look for a ledger
   * that answers by itself, so that memory replaced under the address stays unlocked.
   */
  @Test
  default void optional_L03_nestedLockRepeatsTheCallWhereThatIsFree() {
    bench().needs(Capability.RELOCK_IS_FREE);
    assertEquals(1, callsForANestedLock());
  }

  /**
   * A nested lock makes no call where that would be charged again. When it fails, look for a call
   * that does not ask for the capability RELOCK_IS_FREE.
   */
  @Test
  default void required_L03_nestedLockMakesNoCallWhereItIsNotFree() {
    bench().recorder().hide(Capability.RELOCK_IS_FREE);
    assertEquals(0, callsForANestedLock());
  }

  private long callsForANestedLock() {
    TestRegion region = bench().region(4);
    bench().lock(region, 0, 4);
    bench().recorder().clearCalls();
    bench().lock(region, 1, 2);
    return bench().callsThat(call -> call.covers(bench().page(region, 1)));
  }

  /**
   * A nested lock locks memory that replaced the old at the same address. When it fails, look at
   * whether the kernel's call is repeated.
   */
  @Test
  default void optional_L03_nestedLockLocksReplacedMemory() {
    bench().needs(Capability.RELOCK_IS_FREE);
    bench().needs(TestMemory.Feature.REPLACE);
    LockOracle oracle = bench().needsPageOracle();
    TestRegion region = bench().region(2);
    bench().lock(region, 0, 2);
    bench().memory().replace(region.address(), region.byteCount());
    assertFalse(oracle.isLocked(region.address()), "the replaced memory before the nested lock");
    bench().lock(region, 0, 2);
    assertTrue(oracle.isLocked(region.address()), "the replaced memory after the nested lock");
  }

  /**
   * An on-fault lock over pages held plainly does not downgrade them. When it fails, look for
   * lockOnFault calls for a page that somebody holds plainly.
   */
  @Test
  default void optional_L03_onFaultLockNeverDowngradesPlainPages() {
    bench().needs(Capability.ON_FAULT);
    TestRegion region = bench().region(4);
    LockedRange plain = bench().lock(region, 1, 3);
    bench().recorder().clearCalls();
    LockedRange onFault = bench().lock(bench().pages(region, 0, 4), LockMode.ON_FAULT);
    assertEquals(
        0,
        bench()
            .callsThat(
                call ->
                    call.kind() == KernelCall.Kind.LOCK_ON_FAULT
                        && (call.covers(bench().page(region, 1))
                            || call.covers(bench().page(region, 2)))),
        "calls that downgrade");
    bench().assertPages(region, "XXXX");
    plain.close();
    bench().assertPages(region, "XXXX");
    onFault.close();
    bench().assertPages(region, "....");
  }

  /**
   * A plain lock over pages held on fault makes them resident, and they stay locked when it closes.
   * When it fails, look for a count that does not tell the two modes apart.
   */
  @Test
  default void optional_L03_plainLockOverOnFaultPagesMakesThemResident() {
    bench().needs(Capability.ON_FAULT);
    TestRegion region = bench().region(2);
    bench().lock(bench().pages(region, 0, 2), LockMode.ON_FAULT);
    LockedRange plain = bench().lock(region, 0, 1);
    assertEquals(
        1,
        bench()
            .callsThat(
                call -> call.kind() == KernelCall.Kind.LOCK && call.covers(region.address())));
    plain.close();
    bench().assertPages(region, "XX");
  }
}
