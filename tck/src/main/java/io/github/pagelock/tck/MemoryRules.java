package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.MemoryRoom;
import org.junit.jupiter.api.Test;

/** L13: no lock summons the OOM killer. */
interface MemoryRules extends Rules {
  private void available(int pages) {
    long bytes = (long) pages * bench().pageSize();
    bench().recorder().useOwnDomain();
    bench().recorder().overrideMemory(() -> new MemoryRoom(bytes, "the conformance kit"));
  }

  private TestRegion absentRegion(int pages) {
    bench().needs(TestMemory.Feature.FRESH_PAGES_ABSENT);
    bench().needs(Capability.RESIDENCY);
    return bench().region(pages);
  }

  private void assertRefused(TestRegion region, int from, int to) {
    bench().recorder().clearCalls();
    PageLockException failure =
        bench().assertLockFails(bench().pages(region, from, to), LockMode.PLAIN);
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals(0, bench().recorder().calls().size(), "calls to the kernel");
  }

  /**
   * A lock that needs more memory than is left, less 5 %, fails before the kernel is asked. When it
   * fails, look for a check that leaves the 5 % out, or comes after the first chunk.
   */
  @Test
  default void optional_L13_lockThatNeedsMoreMemoryThanIsLeftIsRefused() {
    available(100);
    TestRegion region = absentRegion(200);
    assertRefused(region, 0, 200);
    assertRefused(region, 0, 97);
    bench().assertLockedBytes(0);
    bench().lock(region, 0, 94);
    bench().assertLockedBytes(94L * bench().pageSize());
  }

  /**
   * What is resident already needs no memory. When it fails, look for a check that counts the whole
   * range.
   */
  @Test
  default void optional_L13_residentPagesNeedNoMemory() {
    available(100);
    TestRegion region = absentRegion(200);
    bench().raw().lock(region.address(), 150L * bench().pageSize());
    bench().raw().unlock(region.address(), 150L * bench().pageSize());
    bench().lock(region, 0, 200);
    bench().assertLockedBytes(200L * bench().pageSize());
  }

  /** Who allows overcommit gets the lock: look for a setting that is not passed on. */
  @Test
  default void optional_L13_allowedOvercommitLocks() {
    available(100);
    TestRegion region = absentRegion(200);
    bench()
        .lock(
            bench().locker(settings -> settings.allowOvercommit(true)),
            region.range(),
            LockMode.PLAIN);
    bench().assertLockedBytes(200L * bench().pageSize());
  }
}
