package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.Populator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls the kernel for a chunk, counts the chunks, and times those that are worth it. The only way
 * to a provider's lock, populate and unlock.
 */
final class KernelCalls {
  /** From so many bytes on, two looks at the clock are nothing beside the call. */
  private static final long WORTH_TIMING = 256 << 10;

  private final PageOperations operations;
  private final boolean relockIsFree;
  private final Counts counts;

  KernelCalls(PageOperations operations, boolean relockIsFree, Counts counts) {
    this.operations = operations;
    this.relockIsFree = relockIsFree;
    this.counts = counts;
  }

  /** Locks what the claim asks for; does nothing where others hold all of it. */
  void lock(Claim claim, @Nullable Trace trace) {
    boolean changes = !claim.changing.isEmpty();
    if (!changes && !(relockIsFree && claim.mode == LockMode.PLAIN)) {
      return;
    }
    long bytes = claim.end - claim.start;
    long begun = begin(bytes, trace);
    try {
      callLock(claim);
    } finally {
      end(bytes, begun, trace, changes);
    }
  }

  /** Repeats the call for pages that others hold, if that is free: other memory may be there. */
  private List<Pages> plainCalls(Claim claim) {
    return relockIsFree ? List.of(new Pages(claim.start, claim.end)) : claim.runs();
  }

  /** As {@link #lock}, plainly, by a queue: returns at once. */
  void queue(LockQueue queue, QueuedChunk chunk) {
    chunk.submit(queue, plainCalls(chunk.claim()));
  }

  /** A chunk of a queue has ended. */
  void queuedEnded(QueuedChunk chunk, @Nullable Trace trace) {
    long bytes = chunk.claim().end - chunk.claim().start;
    counts.chunk();
    counts.timed(chunk.nanos(), bytes);
    if (trace != null) {
      trace.called(chunk.nanos(), true);
    }
  }

  private void callLock(Claim claim) {
    if (claim.mode == LockMode.PLAIN) {
      for (Pages run : plainCalls(claim)) {
        operations.lock(run.start(), run.byteCount());
      }
      return;
    }
    for (Interval interval : claim.changing) {
      if (interval.plain > 0) {
        // An on-fault call would downgrade what the others hold.
        operations.lock(interval.start, interval.end - interval.start);
      } else {
        operations.lockOnFault(interval.start, interval.end - interval.start);
      }
    }
  }

  void populate(Populator populator, Pages pages, @Nullable Trace trace) {
    long begun = begin(pages.byteCount(), trace);
    try {
      populator.populate(pages.start(), pages.byteCount());
    } finally {
      end(pages.byteCount(), begun, trace, true);
    }
  }

  /** Unlocks claimed intervals; returns those that may still be locked. */
  List<Interval> unlock(
      Claim claim, List<Interval> intervals, UnlockFailures failures, @Nullable Trace trace) {
    if (intervals.isEmpty()) {
      return List.of();
    }
    long bytes = claim.end - claim.start;
    long begun = begin(bytes, trace);
    List<Interval> stillLocked = failures.unlock(intervals);
    end(bytes, begun, trace, true);
    return stillLocked;
  }

  private static boolean isTimed(long bytes, @Nullable Trace trace) {
    return bytes >= WORTH_TIMING || trace != null;
  }

  private static long begin(long bytes, @Nullable Trace trace) {
    return isTimed(bytes, trace) ? System.nanoTime() : 0;
  }

  private void end(long bytes, long begun, @Nullable Trace trace, boolean changes) {
    counts.chunk();
    if (isTimed(bytes, trace)) {
      long nanos = System.nanoTime() - begun;
      counts.timed(nanos, bytes);
      if (trace != null) {
        trace.called(nanos, changes);
      }
    }
  }
}
