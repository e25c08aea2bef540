package io.github.pagelock.benchmarks;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import java.time.Duration;

/** What all asynchronous cases do: wait, and believe nothing that the kernel does not confirm. */
final class Asynchronous {
  static final double NANOS_PER_MILLI = 1e6;
  private static final Duration LONG = Duration.ofMinutes(2);

  private Asynchronous() {}

  static PageLocker locker(int workers) {
    return PageLocker.builder().workers(workers).build();
  }

  static void await(PendingLock<?> request) throws InterruptedException {
    if (!request.await(LONG)) {
      throw new IllegalStateException("no end after " + LONG);
    }
  }

  /** Cancels a request and waits; closes the handle where the cancel came too late. */
  static void abandon(PendingLock<LockedRange> request) throws InterruptedException {
    request.cancel();
    await(request);
    if (request.state() == PendingLock.State.LOCKED) {
      request.result().close();
    }
  }

  /** Milliseconds from the submission to the end; the kernel must say that the range is locked. */
  static double millisToLock(PageLocker locker, MemoryRange range) throws InterruptedException {
    long start = System.nanoTime();
    PendingLock<LockedRange> request = locker.lockAsync(range);
    await(request);
    double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
    try (LockedRange locked = request.result()) {
      confirm(locked);
    }
    return millis;
  }

  static void confirm(LockedRange locked) {
    KernelState state = locked.verify();
    if (state != KernelState.LOCKED) {
      throw new IllegalStateException("the kernel says " + state);
    }
  }
}
