package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.AssertionFailedError;

/** The asynchronous locks of one test: submits them, waits for them, cleans up after them. */
final class Requests {
  private static final long POLL_MILLIS = 2;

  private final Bench bench;
  private final List<PendingLock<?>> made = new CopyOnWriteArrayList<>();

  Requests(Bench bench) {
    this.bench = bench;
  }

  /** A locker with one worker: what stands in its call holds up every other request. */
  PageLocker oneWorker() {
    return bench.locker(settings -> settings.workers(1));
  }

  PendingLock<LockedRange> lock(PageLocker with, MemoryRange range) {
    PendingLock<LockedRange> pending = with.lockAsync(range, LockMode.PLAIN);
    made.add(pending);
    return pending;
  }

  /**
   * Calls back when it completes; on this thread if it has by now. Stop its first call where that
   * matters.
   */
  PendingLock<LockedRange> lock(
      PageLocker with, MemoryRange range, Consumer<? super PendingLock<LockedRange>> callback) {
    PendingLock<LockedRange> pending = lock(with, range);
    pending.completion().whenComplete((locked, failure) -> callback.accept(pending));
    return pending;
  }

  PendingLock<List<LockedRange>> lockAll(PageLocker with, List<MemoryRange> ranges) {
    return lockAll(with, ranges, LockMode.PLAIN);
  }

  PendingLock<List<LockedRange>> lockAll(PageLocker with, List<MemoryRange> ranges, LockMode mode) {
    PendingLock<List<LockedRange>> pending = with.lockAllAsync(ranges, mode);
    made.add(pending);
    return pending;
  }

  /** Stops the first call that locks or populates; build the locker first. */
  CallStop stopFirstCall() {
    return stopAt(call -> !call.isUnlock());
  }

  CallStop stopAt(Predicate<KernelCall> matcher) {
    return bench.recorder().faults().stopAt(matcher, bench.patience());
  }

  /** Sees each call before it reaches the provider. */
  void observe(Consumer<KernelCall> observer) {
    stopAt(
        call -> {
          observer.accept(call);
          return false;
        });
  }

  /** Why it failed, if it did, is the cause of what this throws. */
  void assertEnds(PendingLock<?> pending, State expected) {
    assertTrue(ends(pending), () -> "did not end within " + bench.patience() + ": " + pending);
    State ended = pending.state();
    if (ended != expected) {
      PageLockException failure = pending.failure().orElse(null);
      throw new AssertionFailedError("how it ended: " + failure, expected, ended, failure);
    }
  }

  /** Whether it ends in time; the kit's own way to wait for that. */
  boolean ends(PendingLock<?> pending) {
    try {
      return pending.await(bench.patience());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What a stage completes with; fails with the complaint if it does not in time. */
  <T> T get(CompletionStage<T> stage, String complaint) {
    try {
      return stage.toCompletableFuture().get(bench.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(complaint + " (waited " + bench.patience() + ")", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new AssertionError(complaint, e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for what nothing tells. */
  boolean soon(BooleanSupplier done) {
    long deadline = System.nanoTime() + bench.patience().toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      pause(POLL_MILLIS);
    }
    return true;
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Aborts the test unless the provider steps: marks, populates and then locks this memory. */
  void needsPopulator(TestRegion region) {
    bench.needs(Capability.ON_FAULT);
    Assumptions.assumeTrue(
        bench.raw().populator(region.address(), region.byteCount()).isPresent(),
        "the provider does not populate this memory by a way of its own");
  }

  /** Cancels what is pending and closes what was locked. */
  boolean close() {
    made.forEach(PendingLock::cancel);
    for (PendingLock<?> pending : made) {
      if (ends(pending) && pending.state() == State.LOCKED) {
        handles(pending).forEach(LockedRange::close);
      }
    }
    return true;
  }

  private static List<LockedRange> handles(PendingLock<?> pending) {
    Object result = pending.result();
    return result instanceof LockedRange one
        ? List.of(one)
        : ((List<?>) result).stream().map(LockedRange.class::cast).toList();
  }
}
