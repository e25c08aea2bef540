package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.spi.ProcessLocking;
import io.github.pagelock.tck.TestMemory.Feature;
import org.junit.jupiter.api.Test;

/** R1 to R4 and R9: the whole process, as the kernel sees it. */
interface ProcessRules extends Rules {
  private void assertLocked(TestRegion region, int from, int to, boolean locked) {
    LockOracle oracle = bench().needsPageOracle();
    for (int i = from; i < to; i++) {
      assertEquals(locked, oracle.isLocked(bench().page(region, i)), "page " + i);
    }
  }

  /**
   * What is mapped is locked and resident, and what was told of its progress comes to the whole.
   * When it fails, look for a mapping that is passed over.
   */
  @Test
  default void optional_R01_whatIsMappedIsLockedAndResident() {
    bench().needsProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    LockOracle oracle = bench().needsPageOracle();
    long before = oracle.lockedBytes();
    TestRegion region = bench().region(8);
    long[] told = new long[2];
    ProcessLock lock =
        bench()
            .lockProcess(
                ProcessScope.CURRENT,
                LockMode.PLAIN,
                (done, total) -> {
                  assertTrue(done >= told[0], "progress goes back");
                  told[0] = done;
                  told[1] = total;
                });
    assertTrue(lock.isLocked());
    assertEquals(told[1], told[0], "told in the end");
    if (bench().locker().capabilities().contains(Capability.PROCESS_BY_CHUNKS)) {
      assertTrue(told[1] >= region.byteCount(), () -> "told: " + told[1]);
    }
    assertLocked(region, 0, 8, true);
    for (int i = 0; i < 8; i++) {
      assertTrue(oracle.isResident(bench().page(region, i)), "page " + i + " is not resident");
    }
    lock.close();
    assertLocked(region, 0, 8, false);
    assertEquals(before, oracle.lockedBytes(), "bytes that are still locked");
  }

  /** On fault nothing is brought in: look for a plain lock instead. */
  @Test
  default void optional_R01_onFaultMakesNothingResident() {
    bench().needs(Capability.ON_FAULT);
    bench().needs(Feature.FRESH_PAGES_ABSENT);
    bench().needsProcess(ProcessScope.CURRENT, LockMode.ON_FAULT);
    LockOracle oracle = bench().needsPageOracle();
    TestRegion region = bench().region(8);
    ProcessLock lock = bench().lockProcess(ProcessScope.CURRENT, LockMode.ON_FAULT);
    assertLocked(region, 0, 8, true);
    for (int i = 0; i < 8; i++) {
      assertFalse(oracle.isResident(bench().page(region, i)), "page " + i + " is resident");
    }
    lock.close();
    assertLocked(region, 0, 8, false);
  }

  /** Pages that cannot be accessed are no failure: look for an error that ends the lock. */
  @Test
  default void optional_R01_pagesThatCannotBeAccessedAreLockedAllTheSame() {
    bench().needs(Feature.MAKE_INACCESSIBLE);
    bench().needsProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    TestRegion region = bench().region(8);
    bench().memory().makeInaccessible(bench().page(region, 2), 2L * bench().pageSize());
    ProcessLock lock = bench().lockProcess(ProcessScope.CURRENT, LockMode.PLAIN);
    assertLocked(region, 0, 8, true);
    lock.close();
    assertLocked(region, 0, 8, false);
  }

  /** What is mapped later is locked, and not any more after the end: look at the future. */
  @Test
  default void optional_R02_whatIsMappedLaterIsLocked() {
    bench().needsProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    bench().needsPageOracle();
    ProcessLock lock = bench().lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    TestRegion later = bench().region(4);
    assertLocked(later, 0, 4, true);
    lock.close();
    assertLocked(later, 0, 4, false);
    TestRegion after = bench().region(4);
    assertLocked(after, 0, 4, false);
  }

  /** The future alone leaves what is mapped as it is: look for what else is locked with it. */
  @Test
  default void optional_R02_futureAloneLocksNothingThatIsMapped() {
    bench().needsProcess(ProcessScope.FUTURE, LockMode.PLAIN);
    LockOracle oracle = bench().needsPageOracle();
    long before = oracle.lockedBytes();
    TestRegion region = bench().region(4);
    ProcessLock lock = bench().lockProcess(ProcessScope.FUTURE, LockMode.PLAIN);
    assertLocked(region, 0, 4, false);
    TestRegion later = bench().region(4);
    assertLocked(later, 0, 4, true);
    lock.close();
    assertEquals(before, oracle.lockedBytes(), "bytes that are still locked");
  }

  /**
   * Ranges that are held before, after, or both, stay locked at the end, in their mode, and nothing
   * else does. When it fails, look for a munlockall.
   */
  @Test
  default void optional_R04_heldRangesStayAndNothingElse() {
    bench().needsProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    LockOracle oracle = bench().needsPageOracle();
    long before = oracle.lockedBytes();
    TestRegion region = bench().region(8);
    LockedRange early = bench().lock(region, 1, 3);
    ProcessLock lock = bench().lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    LockedRange late = bench().lock(region, 5, 6);
    lock.close();
    assertLocked(region, 0, 1, false);
    assertLocked(region, 1, 3, true);
    assertLocked(region, 3, 5, false);
    assertLocked(region, 5, 6, true);
    assertLocked(region, 6, 8, false);
    assertFalse(oracle.isOnFault(bench().page(region, 1)), "downgraded");
    early.close();
    late.close();
    assertEquals(before, oracle.lockedBytes(), "bytes that are still locked");
  }

  /** Locked memory is a range like others: look at what the end of the process lock unlocks. */
  @Test
  default void optional_R04_lockedMemoryStaysLocked() {
    bench().needsProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    LockOracle oracle = bench().needsPageOracle();
    long before = oracle.lockedBytes();
    LockedMemory early = bench().allocate(1);
    ProcessLock lock = bench().lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN);
    LockedMemory late = bench().allocate(1);
    lock.close();
    assertTrue(oracle.isLocked(bench().firstPage(early)));
    assertTrue(oracle.isLocked(bench().firstPage(late)));
    early.close();
    late.close();
    assertEquals(before, oracle.lockedBytes(), "bytes that are still locked");
  }

  /**
   * A lock of the whole process by somebody else is not undone by the close of a range. When it
   * fails, look at whether anybody asks.
   */
  @Test
  default void optional_R09_somebodyElsesLockOfTheProcessIsNotUndone() {
    bench().needs(Capability.PROCESS_BY_CHUNKS);
    ProcessLocking somebody = bench().needsProcess(ProcessScope.FUTURE, LockMode.ON_FAULT);
    LockOracle oracle = bench().needsPageOracle();
    TestRegion region = bench().region(4);
    LockedRange range = bench().lock(region, 0, 2);
    try {
      somebody.lockFuture(LockMode.ON_FAULT);
      range.close();
      assertTrue(oracle.isLocked(bench().page(region, 0)), "undone by a close");
    } finally {
      somebody.unlockAll();
    }
    assertLocked(region, 0, 4, false);
  }
}
