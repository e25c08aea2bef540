package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** L12 for asynchronous locks: chunks, and a sleep of each worker between two of them. */
interface PendingChunkRules extends Rules {
  /** How long a call of a small request takes in the test of many of them. */
  long SMALL_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private TestRegion largeRegion() {
    bench().needsRoomFor(ChunkRules.LARGE);
    return bench().regionOf(ChunkRules.LARGE);
  }

  private void needsWaitCounts() {
    bench().lock(bench().region(1), 0, 1).close();
    Assumptions.assumeTrue(
        bench().recorder().calls().get(0).waits() >= 0,
        "this JVM does not count how often a thread waits");
    bench().recorder().clearCalls();
  }

  /** Each kind of call covers the region once, chunk by chunk, each thread with sleeps between. */
  private void assertChunked(List<KernelCall> calls, long bytes) {
    Map<KernelCall.Kind, Long> sums = new EnumMap<>(KernelCall.Kind.class);
    Map<Thread, KernelCall> last = new HashMap<>();
    for (KernelCall call : calls) {
      assertTrue(call.byteCount() <= ChunkRules.LARGEST_CHUNK, () -> "covers too much: " + call);
      sums.merge(call.kind(), call.byteCount(), Long::sum);
      KernelCall before = last.put(call.thread(), call);
      // Between two stages a worker has waited for the other, if it was not the last.
      assertTrue(
          before == null
              || before.kind() != call.kind()
              || call.kind() == KernelCall.Kind.QUEUED
              || call.waits() > before.waits(),
          () -> "no sleep between " + before + " and " + call);
    }
    assertFalse(sums.isEmpty());
    sums.forEach((kind, sum) -> assertEquals(bytes, sum, () -> "bytes in all: " + kind));
  }

  private void lockAsyncAndCheck(PageLocker locker) {
    TestRegion region = largeRegion();
    PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
    bench().requests().assertEnds(pending, State.LOCKED);
    assertChunked(bench().recorder().calls(), region.byteCount());
    bench().recorder().clearCalls();
    pending.result().close();
    assertChunked(bench().recorder().calls(), region.byteCount());
    bench().assertLockedBytes(0);
  }

  /**
   * An asynchronous lock asks for no more than a chunk at once, in whatever way it is locked, and
   * its worker sleeps in between. When it fails, look for calls back to back.
   */
  @Test
  default void required_L12_asynchronousLockGoesByChunksAndSleepsBetween() {
    needsWaitCounts();
    lockAsyncAndCheck(bench().requests().oneWorker());
  }

  /**
   * With several workers each of them sleeps. Look for a worker that takes the next chunk at once.
   */
  @Test
  default void required_L12_everyWorkerSleepsBetweenItsChunks() {
    needsWaitCounts();
    lockAsyncAndCheck(bench().locker(settings -> settings.workers(3)));
  }

  /** A rollback goes by chunks as well: look for an unlock of all that was locked so far. */
  @Test
  default void required_L12_asynchronousRollbackGoesByChunksAndSleepsBetween() {
    needsWaitCounts();
    TestRegion region = largeRegion();
    PageLocker locker = bench().requests().oneWorker();
    bench().recorder().faults().failLocksAfter(ChunkRules.LARGE - bench().pageSize(), Fault.EAGAIN);
    PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
    bench().requests().assertEnds(pending, State.FAILED);
    assertChunked(
        bench().recorder().calls().stream().filter(KernelCall::isUnlock).toList(),
        region.byteCount());
    bench().assertLockedBytes(0);
  }

  /**
   * Small requests that follow each other let others in too, after a millisecond of calls. When it
   * fails, look for a sleep between the chunks of one request only.
   */
  @Test
  default void required_L12_workerSleepsBetweenSmallRequests() {
    needsWaitCounts();
    TestRegion region = bench().region(20);
    PageLocker locker = bench().requests().oneWorker();
    List<PendingLock<LockedRange>> requests = new ArrayList<>();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      bench().requests().observe(call -> spin());
      for (int i = 0; i < 10; i++) {
        requests.add(bench().requests().lock(locker, bench().pages(region, 2 * i, 2 * i + 1)));
      }
      stop.awaitReached();
    }
    requests.forEach(pending -> bench().requests().assertEnds(pending, State.LOCKED));
    List<KernelCall> calls = bench().recorder().calls();
    assertEquals(10, calls.size());
    Assumptions.assumeTrue(
        calls.get(0).kind() != KernelCall.Kind.QUEUED,
        "the operating system's queue locks, no worker does");
    assertSleepsBetween(calls);
  }

  /**
   * The small ranges of one request let others in too, after a millisecond of calls. When it fails,
   * look for a sleep between the chunks of one range only.
   */
  @Test
  default void required_L12_workerSleepsBetweenSmallRangesOfARequest() {
    needsWaitCounts();
    bench().requests().observe(call -> spin());
    List<KernelCall> calls = lockSmallRanges();
    assertSleepsBetween(calls);
  }

  /**
   * Where they take no time, it does not sleep after each: 50,000 small files would take seconds.
   * When it fails, look for a sleep that does not ask how long the calls took.
   */
  @Test
  default void required_L12_workerDoesNotSleepAfterEachSmallRange() {
    needsWaitCounts();
    List<KernelCall> calls = lockSmallRanges();
    long sleeps = 0;
    for (int i = 1; i < calls.size(); i++) {
      sleeps += calls.get(i).waits() > calls.get(i - 1).waits() ? 1 : 0;
    }
    assertTrue(sleeps < calls.size() - 1, "a sleep after each of " + calls);
  }

  private List<KernelCall> lockSmallRanges() {
    TestRegion region = bench().region(20);
    List<MemoryRange> ranges = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ranges.add(bench().pages(region, 2 * i, 2 * i + 1));
    }
    PageLocker locker = bench().requests().oneWorker();
    PendingLock<List<LockedRange>> pending = locker.lockAllAsync(ranges);
    bench().requests().assertEnds(pending, State.LOCKED);
    List<KernelCall> calls = bench().recorder().calls();
    pending.result().forEach(LockedRange::close);
    assertEquals(10, calls.size());
    Assumptions.assumeTrue(
        calls.get(0).kind() != KernelCall.Kind.QUEUED,
        "the operating system's queue locks, no worker does");
    return calls;
  }

  private static void assertSleepsBetween(List<KernelCall> calls) {
    for (int i = 1; i < calls.size(); i++) {
      KernelCall before = calls.get(i - 1);
      KernelCall call = calls.get(i);
      assertTrue(
          call.waits() > before.waits(), () -> "no sleep between " + before + " and " + call);
    }
  }

  private static void spin() {
    long end = System.nanoTime() + SMALL_CALL_NANOS;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}
