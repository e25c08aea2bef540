package io.github.pagelock.internal;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.PageOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Locks and releases pages chunk by chunk: claims each in the ledger, calls the kernel, settles,
 * sleeps (docs/ledger.md). The only caller of a provider's lock and unlock.
 */
final class LockEngine {
  private final PageOperations operations;
  private final Ledger ledger;
  private final Admission admission;
  private final boolean relockIsFree;

  LockEngine(PageOperations operations, Ledger ledger, Admission admission) {
    this.operations = operations;
    this.ledger = ledger;
    this.admission = admission;
    this.relockIsFree = operations.capabilities().contains(Capability.RELOCK_IS_FREE);
  }

  /** Locks every page, or throws and leaves none that was not locked before. */
  void lock(Pages pages, LockMode mode) {
    LockRequest request = new LockRequest(pages, mode, operations, relockIsFree);
    admission.admit(request);
    long at = pages.start();
    try {
      if (pages.byteCount() <= ChunkSizer.FIRST) {
        // No clock: it would be a tenth of the time that a page takes.
        lockChunk(request, at, pages.end());
        return;
      }
      ChunkSizer sizer = new ChunkSizer(operations.pageSize());
      while (true) {
        long end = Math.min(at + sizer.next(), pages.end());
        long begun = System.nanoTime();
        lockChunk(request, at, end);
        sizer.took(end - at, System.nanoTime() - begun);
        at = end;
        if (at == pages.end()) {
          return;
        }
        Pause.betweenChunks();
      }
    } catch (Throwable failure) {
      rollBack(new Pages(pages.start(), at), mode, failure);
      throw failure;
    } finally {
      ledger.unreserve(request);
    }
  }

  private void lockChunk(LockRequest request, long start, long end) {
    Claim claim = claim(whenFree -> ledger.claimLock(request, start, end, whenFree));
    try {
      callLock(request, claim);
    } catch (Throwable failure) {
      undo(claim, failure);
      throw failure;
    }
    ledger.settleLocked(claim);
  }

  private void callLock(LockRequest request, Claim claim) {
    if (request.mode == LockMode.PLAIN && relockIsFree) {
      // Repeats the call for pages that others hold: other memory may be there by now.
      operations.lock(claim.start, claim.end - claim.start);
      return;
    }
    if (request.mode == LockMode.PLAIN) {
      for (Pages run : runs(claim)) {
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

  /** T7 to T9: the kernel may have locked a part before it failed. */
  private void undo(Claim claim, Throwable failure) {
    // Before settling: from then on the intervals are the ledger's to cut and join.
    List<Pages> called = runs(claim);
    List<Interval> untouched =
        claim.changing.stream().filter(interval -> !interval.isHeld()).toList();
    ledger.settleUnlocked(claim, unlock(untouched, failure));
    long at = claim.start;
    for (Pages run : called) {
      releaseCounted(at, run.start(), claim.mode, failure);
      at = run.end();
    }
    releaseCounted(at, claim.end, claim.mode, failure);
  }

  private void releaseCounted(long start, long end, LockMode mode, Throwable failure) {
    if (start < end) {
      releaseChunk(start, end, mode, failure);
    }
  }

  private void rollBack(Pages locked, LockMode mode, Throwable failure) {
    if (locked.start() < locked.end()) {
      Pause.betweenChunks();
      releaseAll(locked, mode, failure);
    }
  }

  /**
   * Takes a hold off every page and unlocks those that nobody holds then.
   *
   * @throws PageLockException UNLOCK_FAILED, after everything else was released
   */
  void release(Pages pages, LockMode mode) {
    Throwable failure = releaseAll(pages, mode, null);
    if (failure instanceof PageLockException known && known.reason() == Reason.UNLOCK_FAILED) {
      throw known;
    }
    if (failure != null) {
      throw PageLockException.of(Reason.UNLOCK_FAILED, "unlock", pages.start(), pages.byteCount())
          .because("the provider failed to unlock: " + failure)
          .causedBy(failure)
          .build();
    }
  }

  /** Returns the first failure; the others are suppressed in it. */
  private @Nullable Throwable releaseAll(Pages pages, LockMode mode, @Nullable Throwable earlier) {
    if (pages.byteCount() <= ChunkSizer.FIRST) {
      return releaseChunk(pages.start(), pages.end(), mode, earlier);
    }
    @Nullable Throwable failure = earlier;
    ChunkSizer sizer = new ChunkSizer(operations.pageSize());
    long at = pages.start();
    while (true) {
      long end = Math.min(at + sizer.next(), pages.end());
      long begun = System.nanoTime();
      failure = releaseChunk(at, end, mode, failure);
      sizer.took(end - at, System.nanoTime() - begun);
      at = end;
      if (at == pages.end()) {
        return failure;
      }
      Pause.betweenChunks();
    }
  }

  private @Nullable Throwable releaseChunk(
      long start, long end, LockMode mode, @Nullable Throwable earlier) {
    Claim claim = claim(whenFree -> ledger.claimRelease(start, end, mode, whenFree));
    UnlockFailures failures = new UnlockFailures(earlier);
    ledger.settleUnlocked(claim, failures.unlock(claim.changing));
    return failures.first();
  }

  private static List<Interval> unlock(List<Interval> intervals, Throwable failure) {
    return new UnlockFailures(failure).unlock(intervals);
  }

  /** Unlocks intervals with the operations that locked them, and goes on after a failure. */
  private static final class UnlockFailures {
    private @Nullable Throwable first;

    UnlockFailures(@Nullable Throwable earlier) {
      first = earlier;
    }

    /** Returns the intervals that may still be locked. */
    List<Interval> unlock(List<Interval> intervals) {
      List<Interval> stillLocked = List.of();
      for (Interval interval : intervals) {
        try {
          interval.operations.unlock(interval.start, interval.end - interval.start);
        } catch (Throwable failure) {
          add(failure);
          if (stillLocked.isEmpty()) {
            stillLocked = new ArrayList<>();
          }
          stillLocked.add(interval);
        }
      }
      return stillLocked;
    }

    private void add(Throwable failure) {
      if (first == null) {
        first = failure;
      } else if (first != failure) {
        first.addSuppressed(failure);
      }
    }

    @Nullable Throwable first() {
      return first;
    }
  }

  /** The claimed intervals as runs without a gap. */
  private static List<Pages> runs(Claim claim) {
    List<Pages> runs = new ArrayList<>(1);
    for (Interval interval : claim.changing) {
      Pages last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.end() == interval.start) {
        runs.set(runs.size() - 1, new Pages(last.start(), interval.end));
      } else {
        runs.add(new Pages(interval.start, interval.end));
      }
    }
    return runs;
  }

  private interface Claiming {
    @Nullable Claim tryClaim(@Nullable Runnable whenFree);
  }

  /** Claims, waiting for at most the chunks of others; cannot be interrupted. */
  private static Claim claim(Claiming claiming) {
    Claim claim = claiming.tryClaim(null);
    if (claim != null) {
      return claim;
    }
    Semaphore free = new Semaphore(0);
    while (true) {
      claim = claiming.tryClaim(free::release);
      if (claim != null) {
        return claim;
      }
      free.acquireUninterruptibly();
    }
  }
}
