package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A9: bytesLocked(). */
interface ProgressRules extends Rules {
  /** Submits a large request and tells how far it had come at each call of the kernel. */
  private List<Long> progressOf(PageLocker locker, TestRegion region, State expected) {
    AtomicReference<PendingLock<?>> submitted = new AtomicReference<>();
    List<Long> seen = new ArrayList<>();
    CallStop first = bench().requests().stopFirstCall();
    bench()
        .requests()
        .observe(
            call -> {
              PendingLock<?> pending = submitted.get();
              synchronized (seen) {
                if (pending != null) {
                  seen.add(pending.bytesLocked());
                }
              }
            });
    try (first) {
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      submitted.set(pending);
      first.awaitReached();
      assertEquals(region.byteCount(), pending.byteCount());
      first.release();
      bench().requests().assertEnds(pending, expected);
      assertEquals(expected == State.LOCKED ? region.byteCount() : 0, pending.bytesLocked());
    }
    return List.copyOf(seen);
  }

  private static void assertGrows(List<Long> seen) {
    for (int i = 1; i < seen.size(); i++) {
      int at = i;
      assertTrue(seen.get(i - 1) <= seen.get(i), () -> "goes back at " + at + ": " + seen);
    }
  }

  /**
   * Progress grows from 0 to the size, chunk by chunk. When it fails, look for bytes that are
   * counted before they are locked, by stage instead of by chunk, or twice.
   */
  @Test
  default void required_A09_progressGrowsByChunksFromZeroToTheSize() {
    bench().needsRoomFor(ChunkRules.LARGE);
    TestRegion region = bench().regionOf(ChunkRules.LARGE);
    List<Long> seen = progressOf(bench().requests().oneWorker(), region, State.LOCKED);
    assertGrows(seen);
    List<Long> steps = new ArrayList<>(new TreeSet<>(seen));
    steps.add(region.byteCount());
    assertEquals(0, steps.get(0), "before the first chunk");
    for (int i = 1; i < steps.size(); i++) {
      int at = i;
      assertTrue(
          steps.get(i) - steps.get(i - 1) <= ChunkRules.LARGEST_CHUNK,
          () -> "step " + at + " is more than a chunk: " + steps);
    }
  }

  /** With several workers too: look for a sum that is read while it is written. */
  @Test
  default void required_A09_progressOfSeveralWorkersNeverGoesBack() {
    bench().needsRoomFor(ChunkRules.LARGE);
    TestRegion region = bench().regionOf(ChunkRules.LARGE);
    assertGrows(progressOf(bench().locker(settings -> settings.workers(4)), region, State.LOCKED));
  }

  /** A request that fails ends with nothing: look for progress that outlives the rollback. */
  @Test
  default void required_A09_progressOfAFailedRequestGoesBackToZero() {
    bench().needsRoomFor(ChunkRules.LARGE);
    TestRegion region = bench().regionOf(ChunkRules.LARGE);
    PageLocker locker = bench().requests().oneWorker();
    bench().recorder().faults().failLocksAfter(ChunkRules.LARGE - (1 << 20), Fault.EAGAIN);
    progressOf(locker, region, State.FAILED);
    bench().assertLockedBytes(0);
  }

  /** Several ranges have one progress, over whole pages of each. Look for bytes before rounding. */
  @Test
  default void required_A09_severalRangesHaveOneProgress() {
    TestRegion region = bench().region(8);
    PageLocker locker = bench().requests().oneWorker();
    int page = bench().pageSize();
    try (CallStop stop = bench().requests().stopAt(call -> call.covers(bench().page(region, 5)))) {
      PendingLock<List<LockedRange>> pending =
          bench()
              .requests()
              .lockAll(locker, List.of(region.part(page - 1, 2), region.part(5L * page, 1)));
      stop.awaitReached();
      assertEquals(3L * page, pending.byteCount());
      // Somebody else may tell of the first range's end.
      assertTrue(
          bench().requests().soon(() -> pending.bytesLocked() == 2L * page),
          () -> "after the first range " + pending.bytesLocked() + " bytes are locked");
      stop.release();
      bench().requests().assertEnds(pending, State.LOCKED);
      assertEquals(3L * page, pending.bytesLocked());
    }
    bench().assertPages(region, "XX...X..");
  }
}
