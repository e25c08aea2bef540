package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** L9: verify() asks the kernel. */
interface VerifyRules extends Rules {
  private LockedRange lockedPages(TestRegion region) {
    bench().needs(Capability.VERIFY);
    return bench().lock(region, 0, 4);
  }

  /**
   * What was unlocked behind the library's back is not LOCKED. When it fails, look for an answer
   * from the ledger.
   */
  @Test
  default void optional_L09_verifyAsksTheKernelNotTheLibrary() {
    TestRegion region = bench().region(4);
    LockedRange handle = lockedPages(region);
    assertEquals(KernelState.LOCKED, handle.verify());
    bench().raw().unlock(bench().page(region, 1), bench().pageSize());
    assertEquals(KernelState.PARTLY, handle.verify());
    bench().raw().unlock(region.address(), region.byteCount());
    assertEquals(KernelState.NOT_LOCKED, handle.verify());
    bench().raw().lock(region.address(), region.byteCount());
    assertEquals(KernelState.LOCKED, handle.verify());
  }

  /** Unmapped memory is NOT_MAPPED, in part PARTLY: look for a hole that is skipped. */
  @Test
  default void optional_L09_verifyTellsUnmappedMemory() {
    bench().needs(TestMemory.Feature.UNMAP);
    TestRegion region = bench().region(4);
    LockedRange handle = lockedPages(region);
    bench().memory().unmap(bench().page(region, 1), bench().pageSize());
    assertEquals(KernelState.PARTLY, handle.verify());
    bench().memory().unmap(region.address(), bench().pageSize());
    bench().memory().unmap(bench().page(region, 2), 2L * bench().pageSize());
    assertEquals(KernelState.NOT_MAPPED, handle.verify());
  }

  /** Memory that replaced the locked one is NOT_LOCKED: look for an answer that is remembered. */
  @Test
  default void optional_L09_verifyTellsReplacedMemory() {
    bench().needs(TestMemory.Feature.REPLACE);
    TestRegion region = bench().region(4);
    LockedRange handle = lockedPages(region);
    bench().memory().replace(region.address(), region.byteCount());
    assertEquals(KernelState.NOT_LOCKED, handle.verify());
  }

  /** Locked pages that are gone are NOT_RESIDENT: look for a question about the mapping only. */
  @Test
  default void optional_L09_verifyTellsPagesThatAreGone() {
    bench().needs(TestMemory.Feature.DROP);
    TestRegion region = bench().region(4);
    LockedRange handle = lockedPages(region);
    bench().memory().drop(bench().page(region, 1), bench().pageSize());
    assertEquals(KernelState.NOT_RESIDENT, handle.verify());
  }

  /** Untouched pages of an on-fault lock are ON_FAULT: look at how residency is told. */
  @Test
  default void optional_L09_verifyTellsOnFaultLocks() {
    bench().needs(Capability.VERIFY);
    bench().needs(Capability.ON_FAULT);
    bench().needs(TestMemory.Feature.FRESH_PAGES_ABSENT);
    TestRegion region = bench().region(4);
    LockedRange handle = bench().lock(region.range(), LockMode.ON_FAULT);
    assertEquals(KernelState.ON_FAULT, handle.verify());
    bench().lock(region, 0, 4);
    assertEquals(KernelState.LOCKED, handle.verify());
  }

  /**
   * Many handles are verified by one question, and the answers keep their order. When it fails,
   * look for a loop around verify().
   */
  @Test
  default void optional_L09_batchTakesManyHandlesAtThePriceOfOne() {
    bench().needs(Capability.VERIFY);
    TestRegion region = bench().region(40);
    List<LockedRange> handles = new ArrayList<>();
    List<KernelState> expected = new ArrayList<>();
    for (int i = 38; i >= 0; i -= 2) {
      handles.add(bench().lock(region, i, i + 1));
      boolean unlocked = i % 3 == 0;
      if (unlocked) {
        bench().raw().unlock(bench().page(region, i), bench().pageSize());
      }
      expected.add(unlocked ? KernelState.NOT_LOCKED : KernelState.LOCKED);
    }
    int before = bench().recorder().verifyCalls.get();
    assertEquals(expected, bench().locker().verify(handles));
    assertEquals(1, bench().recorder().verifyCalls.get() - before, "questions to the provider");
  }
}
