package io.github.pagelock.internal.kernel;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.internal.book.Claim;
import io.github.pagelock.internal.book.Interval;
import io.github.pagelock.internal.book.Terms;
import io.github.pagelock.internal.events.Trace;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.pages.WholeProcess;
import io.github.pagelock.internal.watch.Counts;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.Populator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls the kernel for a chunk, counts the chunks, and times those that are worth it. The only way
 * to a provider's lock, populate and unlock.
 */
public final class KernelCalls {
  /** From so many bytes on, two looks at the clock are nothing beside the call. */
  private static final long WORTH_TIMING = 256 << 10;

  private final PageOperations operations;
  private final boolean relockIsFree;
  private final Counts counts;
  private final WholeProcess process;

  public KernelCalls(Terms terms, Counts counts, WholeProcess process) {
    this.operations = terms.operations();
    this.relockIsFree = terms.relockIsFree();
    this.counts = counts;
    this.process = process;
  }

  /**
   * Locks what the claim asks for; calls nobody where others hold all of it and repeating a call is
   * not free. That the limit refuses a repeat is no failure (T13).
   */
  public void lock(Claim claim, @Nullable Trace trace) {
    boolean changes = claim.first != null;
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

  /** As {@link #lock}, plainly, by a queue: returns at once, and throws nothing. */
  public void queue(LockQueue queue, QueuedCall chunk) {
    List<Pages> runs;
    try {
      runs = plainCalls(chunk.claim());
    } catch (Throwable noMemory) {
      chunk.refuse(noMemory);
      return;
    }
    chunk.submit(queue, runs);
  }

  /** A chunk of a queue has ended. */
  public void queuedEnded(QueuedCall chunk, @Nullable Trace trace) {
    long bytes = chunk.claim().end - chunk.claim().start;
    counts.chunk();
    counts.timed(chunk.nanos(), bytes);
    if (trace != null) {
      trace.called(chunk.nanos(), true);
    }
  }

  private void callLock(Claim claim) {
    if (claim.mode == LockMode.PLAIN) {
      try {
        for (Pages run : plainCalls(claim)) {
          operations.lock(run.start(), run.byteCount());
        }
      } catch (PageLockException refused) {
        if (!isHarmless(claim, refused)) {
          throw refused;
        }
      }
      return;
    }
    for (Interval interval = claim.first; interval != null; interval = interval.nextOfClaim) {
      try {
        callLockOnFault(interval);
      } catch (PageLockException refused) {
        Pages pages = new Pages(interval.start, interval.end);
        if (!interval.isHeld()
            || !RefusedRepeat.isHarmless(operations, pages, LockMode.ON_FAULT, refused)) {
          throw refused;
        }
      }
    }
  }

  private void callLockOnFault(Interval interval) {
    if (interval.plain > 0 || process.isPlain()) {
      // An on-fault call would downgrade what the others hold, or what is locked of the process.
      operations.lock(interval.start, interval.end - interval.start);
    } else {
      operations.lockOnFault(interval.start, interval.end - interval.start);
    }
  }

  /** Whether a plain lock that failed is one that the limit refused for no need (T13). */
  public boolean isHarmless(Claim claim, Throwable failure) {
    return claim.isNested()
        && RefusedRepeat.isHarmless(
            operations, new Pages(claim.start, claim.end), LockMode.PLAIN, failure);
  }

  public void populate(Populator populator, Pages pages, @Nullable Trace trace) {
    long begun = begin(pages.byteCount(), trace);
    try {
      populator.populate(pages.start(), pages.byteCount());
    } finally {
      end(pages.byteCount(), begun, trace, true);
    }
  }

  /**
   * Unlocks the claimed intervals that nobody holds, and marks those that may be locked still. Goes
   * on after a failure, and throws nothing.
   *
   * @return the first failure, which may be an earlier one
   */
  public @Nullable Throwable unlock(
      Claim claim, @Nullable Throwable earlier, @Nullable Trace trace) {
    if (claim.first == null) {
      return earlier;
    }
    long bytes = claim.end - claim.start;
    long begun = begin(bytes, trace);
    Throwable first = earlier;
    for (Interval interval = claim.first; interval != null; interval = interval.nextOfClaim) {
      if (interval.isHeld()) {
        continue;
      }
      try {
        interval.operations.unlock(interval.start, interval.end - interval.start);
      } catch (Throwable failure) {
        interval.setMayBeLocked();
        first = Failures.first(first, failure);
      }
    }
    end(bytes, begun, trace, true);
    return first;
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
