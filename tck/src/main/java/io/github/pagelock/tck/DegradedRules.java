package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** L10, L9: a degraded handle, and what is done for its pages. */
interface DegradedRules extends Rules {
  private PageLocker bestEffort() {
    return bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
  }

  private LockedRange degraded(PageLocker locker, MemoryRange range, LockMode mode) {
    bench().recorder().faults().failLocksAfter(0, Fault.EPERM);
    LockedRange handle = bench().lock(locker, range, mode);
    assertTrue(handle.degradation().isPresent(), "a lock that failed");
    return handle;
  }

  /**
   * It tells the address of its own pages, wherever in them the lock failed. Look for the address
   * of the failure.
   */
  @Test
  default void required_L10_degradedHandleTellsItsOwnAddress() {
    long chunkAndMore = 8L << 20;
    bench().needsRoomFor(chunkAndMore);
    TestRegion region = bench().regionOf(2 * chunkAndMore);
    PageLocker locker = bestEffort();
    bench().recorder().faults().failLocksAfter(chunkAndMore, Fault.EPERM);
    MemoryRange unaligned = region.part(100, region.byteCount() - 200);
    LockedRange handle = bench().lock(locker, unaligned, LockMode.PLAIN);
    assertFalse(handle.isLocked(), "isLocked() of a lock that failed");
    assertEquals(region.address(), handle.lockedAddress(), "rounded down to the page");
  }

  /** Of several ranges, of which one failed, each has a handle: look for that one's address. */
  @Test
  default void required_L10_degradedHandlesOfOneRequestTellTheirOwnAddresses() {
    TestRegion first = bench().region(2);
    TestRegion second = bench().region(2);
    bench().recorder().faults().failLocksAfter(bench().pageSize(), Fault.EPERM);
    PendingLock<List<LockedRange>> both =
        bench().requests().lockAll(bestEffort(), List.of(first.range(), second.range()));
    bench().requests().assertEnds(both, State.FAILED);
    assertEquals(
        List.of(first.address(), second.address()),
        both.result().stream().map(LockedRange::lockedAddress).toList(),
        "each its own");
  }

  /** Once it is closed other memory may be there, as for any handle: look for a missing check. */
  @Test
  default void optional_L09_verifyRefusesAClosedDegradedHandle() {
    bench().needs(Capability.VERIFY);
    TestRegion region = bench().region(2);
    PageLocker locker = bestEffort();
    LockedRange handle = degraded(locker, region.range(), LockMode.PLAIN);
    assertEquals(1, locker.verify(List.of(handle)).size());
    handle.close();
    assertThrows(IllegalStateException.class, () -> locker.verify(List.of(handle)));
    assertThrows(IllegalStateException.class, handle::verify);
  }

  /**
   * A buffer's pages are asked of the kernel first, those of an address never. Look for a buffer
   * that is read at once: a page behind the end of its file may end the process.
   */
  @Test
  default void optional_L10_bestEffortAsksTheKernelForABuffersPages() {
    bench().needs(Capability.BYTE_BUFFERS);
    PageLocker locker = bestEffort();
    degraded(locker, bench().region(2).range(), LockMode.PLAIN);
    assertEquals(0, bench().recorder().bringInCalls.get(), "for an address");
    ByteBuffer buffer = ByteBuffer.allocateDirect(2 * bench().pageSize());
    degraded(locker, MemoryRange.of(buffer), LockMode.PLAIN);
    int sync = bench().recorder().bringInCalls.get();
    assertTrue(sync > 0, "for a buffer");
    bench().recorder().faults().failLocksAfter(0, Fault.EPERM);
    bench()
        .requests()
        .assertEnds(bench().requests().lock(locker, MemoryRange.of(buffer)), State.FAILED);
    assertTrue(bench().recorder().bringInCalls.get() > sync, "asynchronously");
  }

  /** Locking on fault touches nothing, and neither does failing to: look at the mode. */
  @Test
  default void optional_L10_bestEffortTouchesNothingOnFault() {
    bench().needs(Capability.BYTE_BUFFERS);
    bench().needs(Capability.ON_FAULT);
    PageLocker locker = bestEffort();
    MemoryRange range = MemoryRange.of(ByteBuffer.allocateDirect(2 * bench().pageSize()));
    degraded(locker, range, LockMode.ON_FAULT);
    assertEquals(0, bench().recorder().bringInCalls.get());
    bench().recorder().faults().failLocksAfter(0, Fault.EPERM);
    bench().requests().assertEnds(locker.lockAsync(range, LockMode.ON_FAULT), State.FAILED);
    assertEquals(0, bench().recorder().bringInCalls.get(), "asynchronously");
  }
}
