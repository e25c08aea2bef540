package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import org.junit.jupiter.api.Test;

/** L8: unlocks that fail. */
interface FailedUnlockRules extends Rules {
  /**
   * Pages that cannot be unlocked make close() throw UNLOCK_FAILED, and the next release over them
   * tries again. When it fails, look for a failure that is swallowed, or for pages that leave the
   * ledger though they are locked.
   */
  @Test
  default void required_L08_pagesThatCannotBeUnlockedAreRetriedByTheNextRelease() {
    TestRegion region = bench().region(4);
    LockedRange handle = bench().lock(region, 1, 3);
    bench().recorder().faults().failUnlocks(1);
    PageLockException failure = assertThrows(PageLockException.class, handle::close);
    assertEquals(Reason.UNLOCK_FAILED, failure.reason());
    assertFalse(handle.isLocked());
    bench().assertPages(region, ".XX.");
    handle.close();
    bench().assertPages(region, ".XX.");
    bench().lock(region, 0, 4).close();
    bench().assertPages(region, "....");
  }

  /**
   * Pages that could not be unlocked count as locked, not as new, when they are locked again. When
   * it fails, look for pages that leave the ledger though they are locked.
   */
  @Test
  default void required_L08_pagesThatCannotBeUnlockedStayInTheLedger() {
    bench().limitTo(2);
    TestRegion region = bench().region(2);
    LockedRange handle = bench().lock(region, 0, 2);
    bench().recorder().faults().failUnlocks(1);
    assertThrows(PageLockException.class, handle::close);
    // Another locker, which has no older number of what is locked.
    PageLocker other = bench().locker(settings -> settings);
    LockedRange again = bench().lock(other, region.range(), LockMode.PLAIN);
    bench().assertPages(region, "XX");
    again.close();
    bench().assertPages(region, "..");
  }

  /**
   * One chunk that cannot be unlocked does not keep the others. When it fails, look for a close
   * that ends at the first failure.
   */
  @Test
  default void required_L08_oneFailedUnlockDoesNotKeepTheOtherChunks() {
    long bytes = AtomicityRules.SEVERAL_CHUNKS;
    bench().needsRoomFor(bytes);
    TestRegion region = bench().regionOf(bytes);
    LockedRange handle = bench().lock(region, 0, (int) (bytes / bench().pageSize()));
    bench().recorder().clearCalls();
    bench().recorder().faults().failUnlocks(1);
    assertThrows(PageLockException.class, handle::close);
    bench().assertLockedBytes(bench().recorder().calls().get(0).byteCount());
    bench().lock(region, 0, (int) (bytes / bench().pageSize())).close();
    bench().assertLockedBytes(0);
  }

  /**
   * A rollback that cannot unlock hides nothing: the lock's own failure is thrown, and the next
   * release over the pages tries again. When it fails, look at what the rollback does with its own
   * failure.
   */
  @Test
  default void required_L08_failedRollbackIsRetriedByTheNextRelease() {
    TestRegion region = bench().region(4);
    bench().recorder().faults().failLocksAfter(2L * bench().pageSize(), Fault.EAGAIN);
    bench().recorder().faults().failUnlocks(1);
    PageLockException failure =
        assertThrows(PageLockException.class, () -> bench().lock(region, 0, 4));
    assertEquals(Reason.TRY_AGAIN, failure.reason());
    bench().assertPages(region, "XX..");
    bench().lock(region, 0, 4).close();
    bench().assertPages(region, "....");
  }
}
