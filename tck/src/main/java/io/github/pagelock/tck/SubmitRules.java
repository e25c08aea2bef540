package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A1 and A3: what lockAsync does at once, and what it does not do at all. */
interface SubmitRules extends Rules {
  /** Many pages, of a range that nothing is locked in. */
  long BEYOND_MEMORY = Long.MAX_VALUE - (1L << 20);

  /**
   * lockAsync returns while the kernel stands inside a call. When it fails, look for a wait at the
   * submission: for a place, for the first chunk, for a mutex that workers hold meanwhile.
   */
  @Test
  default void required_A01_lockAsyncReturnsWhileTheKernelIsBusy() {
    TestRegion region = bench().region(4);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> first = submitInBackground(locker, bench().pages(region, 0, 2));
      stop.awaitReached();
      PendingLock<LockedRange> overlapping =
          submitInBackground(locker, bench().pages(region, 1, 4));
      assertEquals(State.PENDING, first.state());
      assertEquals(State.PENDING, overlapping.state());
      stop.release();
      bench().requests().assertEnds(first, State.LOCKED);
      bench().requests().assertEnds(overlapping, State.LOCKED);
    }
    bench().assertPages(region, "XXXX");
  }

  private PendingLock<LockedRange> submitInBackground(PageLocker locker, MemoryRange range) {
    return bench()
        .inBackground(() -> bench().requests().lock(locker, range))
        .await("lockAsync waits for the kernel");
  }

  /**
   * The calling thread makes no call, and asks nothing whose time grows with the range or the
   * process: residency, mappings, memory, the way to populate. When it fails, look for a check that
   * should wait until the request has its turn.
   */
  @Test
  default void required_A01_callingThreadNeitherPopulatesNorAsks() {
    bench().needsRoomFor(ChunkRules.LARGE);
    TestRegion region = bench().regionOf(ChunkRules.LARGE);
    PageLocker locker = bench().locker();
    PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
    bench().requests().assertEnds(pending, State.LOCKED);
    assertFalse(
        bench().recorder().askers().contains(Thread.currentThread()),
        "lockAsync asked or locked on the thread that called it");
    bench().assertLockedBytes(region.byteCount());
  }

  private void assertNothingWasQueued(PageLocker locker) {
    TestRegion region = bench().region(1);
    PendingLock<LockedRange> next = bench().requests().lock(locker, region.range());
    bench().requests().assertEnds(next, State.LOCKED);
    assertEquals(1, bench().callsThat(call -> !call.isUnlock()), "calls of the one request");
    next.result().close();
    bench().assertLockedBytes(0);
  }

  /**
   * Null is the caller's mistake, at once, and takes no place. When it fails, look for a check that
   * comes after the submission.
   */
  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // what is tested
  default void required_A03_nullIsRefusedAtOnce() {
    TestRegion region = bench().region(1);
    PageLocker locker = bench().locker(settings -> settings.workers(1).capacity(1));
    for (int i = 0; i < 3; i++) {
      assertThrows(NullPointerException.class, () -> locker.lockAsync(region.range(), null));
      assertThrows(NullPointerException.class, () -> locker.lockAllAsync(null));
    }
    assertNothingWasQueued(locker);
  }

  /** A range that cannot be is refused at once, and takes no place: look as above. */
  @Test
  default void required_A03_impossibleRangesAreRefusedAtOnce() {
    PageLocker locker = bench().locker(settings -> settings.workers(1).capacity(1));
    assertThrows(IllegalArgumentException.class, () -> locker.lockAsync(ByteBuffer.allocate(100)));
    assertThrows(
        IllegalArgumentException.class,
        () -> locker.lockAsync(MemoryRange.ofAddress(BEYOND_MEMORY, 1L << 30, null)));
    assertThrows(
        IllegalArgumentException.class, () -> locker.lockAllAsync(List.of(), LockMode.PLAIN));
    assertNothingWasQueued(locker);
  }

  /** A closed locker refuses at once: look for a request that is queued where nobody serves it. */
  @Test
  default void required_A03_closedLockerRefusesAtOnce() {
    TestRegion region = bench().region(1);
    PageLocker locker = bench().locker(settings -> settings.workers(1));
    locker.close();
    assertThrows(IllegalStateException.class, () -> locker.lockAsync(region.range()));
    assertThrows(
        IllegalStateException.class,
        () -> locker.lockAllAsync(List.of(region.range()), LockMode.PLAIN));
    assertTrue(bench().recorder().calls().isEmpty(), "a closed locker calls the kernel");
    bench().assertPages(region, ".");
  }
}
