package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import org.junit.jupiter.api.Test;

/** L4: all or nothing, when the kernel fails. */
interface AtomicityRules extends Rules {
  /** More than the largest chunk, so that it takes several calls. */
  long SEVERAL_CHUNKS = 40L << 20;

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
