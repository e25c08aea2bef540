package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** L12: no call covers more than a chunk, and between two chunks the thread sleeps. */
interface ChunkRules extends Rules {
  /** The most that a call may cover, in bytes. */
  long LARGEST_CHUNK = 32L << 20;

  /** A kernel so slow that the target of a millisecond is 80 KiB: the same whatever a page is. */
  long SLOW_NANOS_PER_MIB = 12_800_000;

  /** So much that chunks that double each time would exceed the largest. */
  long LARGE = 160L << 20;

  private TestRegion largeRegion() {
    bench().needsRoomFor(LARGE);
    return bench().regionOf(LARGE);
  }

  private static void assertChunked(String what, List<KernelCall> calls, long bytes) {
    assertEquals(
        bytes, calls.stream().mapToLong(KernelCall::byteCount).sum(), what + ": bytes in all");
    for (KernelCall call : calls) {
      assertTrue(call.byteCount() <= LARGEST_CHUNK, () -> what + " covers too much: " + call);
    }
    for (int i = 1; i < calls.size(); i++) {
      KernelCall before = calls.get(i - 1);
      KernelCall call = calls.get(i);
      assertEquals(before.thread(), call.thread(), what + ": who calls");
      assertTrue(
          call.waits() > before.waits(),
          () -> what + " does not sleep between " + before + " and " + call);
    }
  }

  private void needsWaitCounts() {
    bench().lock(bench().region(1), 0, 1).close();
    Assumptions.assumeTrue(
        bench().recorder().calls().get(0).waits() >= 0,
        "this JVM does not count how often a thread waits");
    bench().recorder().clearCalls();
  }

  /**
   * A lock asks for no more than a chunk at once and sleeps in between. When it fails, look for a
   * yield, or no pause at all: one long call holds up every mmap of the process.
   */
  @Test
  default void required_L12_lockGoesByChunksAndSleepsBetween() {
    needsWaitCounts();
    TestRegion region = largeRegion();
    bench().lock(region.range(), LockMode.PLAIN);
    assertChunked("lock", bench().recorder().calls(), region.byteCount());
  }

  /** As above, on fault. Look for an on-fault mark over the whole range. */
  @Test
  default void optional_L12_onFaultLockGoesByChunksAndSleepsBetween() {
    bench().needs(Capability.ON_FAULT);
    needsWaitCounts();
    TestRegion region = largeRegion();
    bench().lock(region.range(), LockMode.ON_FAULT);
    assertChunked("lock on fault", bench().recorder().calls(), region.byteCount());
  }

  /**
   * A close goes by chunks as well: unlocking 2 GiB at once stalls for 36 ms. Look for one call in
   * close().
   */
  @Test
  default void required_L12_unlockGoesByChunksAndSleepsBetween() {
    needsWaitCounts();
    TestRegion region = largeRegion();
    var handle = bench().lock(region.range(), LockMode.PLAIN);
    bench().recorder().clearCalls();
    handle.close();
    assertChunked("unlock", bench().recorder().calls(), region.byteCount());
    bench().assertLockedBytes(0);
  }

  /** A rollback goes by chunks as well: look for an unlock of all that was locked so far. */
  @Test
  default void required_L12_rollbackGoesByChunksAndSleepsBetween() {
    needsWaitCounts();
    TestRegion region = largeRegion();
    long failed = LARGE - bench().pageSize();
    bench().recorder().faults().failLocksAfter(failed, Fault.EAGAIN);
    bench().assertLockFails(region.range(), LockMode.PLAIN);
    List<KernelCall> unlocks =
        bench().recorder().calls().stream().filter(call -> !call.isLock()).toList();
    assertChunked("rollback", unlocks, region.byteCount());
    bench().assertLockedBytes(0);
  }

  /**
   * Where the kernel is slow, chunks shrink, so that a call takes about 1 ms. When it fails, look
   * for chunks of a fixed size.
   */
  @Test
  default void required_L12_chunksShrinkWhereTheKernelIsSlow() {
    long bytes = 6L << 20;
    long nanosPerPage = (SLOW_NANOS_PER_MIB * bench().pageSize()) >> 20;
    long tolerated = ((5 * 2_000_000L) << 20) / SLOW_NANOS_PER_MIB;
    bench().needsRoomFor(bytes);
    bench().recorder().useOwnDomain();
    TestRegion region = bench().regionOf(bytes);
    bench().recorder().faults().slowDown(nanosPerPage);
    var handle = bench().lock(region.range(), LockMode.PLAIN);
    assertShrunk("lock", tolerated);
    bench().recorder().clearCalls();
    handle.close();
    assertShrunk("unlock", tolerated);
  }

  private void assertShrunk(String what, long tolerated) {
    List<KernelCall> calls = bench().recorder().calls();
    KernelCall last = calls.get(calls.size() - 1);
    assertTrue(calls.size() > 2, () -> what + " made only " + calls.size() + " calls");
    for (KernelCall call : calls.subList(2, calls.size())) {
      assertTrue(
          call.byteCount() <= Math.max(tolerated, bench().pageSize()),
          () -> what + " does not shrink its chunks: " + call + ", the last: " + last);
    }
  }
}
