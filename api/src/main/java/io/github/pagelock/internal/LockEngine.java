package io.github.pagelock.internal;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.PageOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Locks and releases pages chunk by chunk: claims each in the ledger, calls the kernel, settles
 * (docs/ledger.md). The only caller of a provider's lock and unlock.
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

  PageOperations operations() {
    return operations;
  }

  Admission admission() {
    return admission;
  }

  LockRequest request(Pages pages) {
    return new LockRequest(pages, operations, relockIsFree);
  }

  /** Gives back what is left of a request's reservation. */
  void end(LockRequest request) {
    ledger.unreserve(request);
  }

  /** Locks every page, or throws and leaves none that was not locked before. */
  void lock(Pages pages, LockMode mode) {
    LockRequest request = request(pages);
    boolean oneChunk = pages.byteCount() <= ChunkSizer.FIRST;
    long at = pages.start();
    try {
      if (oneChunk) {
        // Neither a reservation nor a clock: each would be a tenth of the time that a page takes.
        Claim claim = ledger.claimAtOnce(request, mode, admission.quickCheck(mode));
        if (claim != null) {
          carryOut(claim, request);
          return;
        }
      }
      admission.admit(request, mode);
      ChunkSizer sizer = new ChunkSizer(operations.pageSize());
      while (true) {
        Pages chunk = new Pages(at, Math.min(at + sizer.next(), pages.end()));
        long begun = System.nanoTime();
        untilDone(free -> tryLockChunk(request, mode, chunk, free, request));
        sizer.took(chunk.byteCount(), System.nanoTime() - begun);
        at = chunk.end();
        if (at == pages.end()) {
          return;
        }
        Pause.betweenChunks();
      }
    } catch (Throwable failure) {
      for (Pages held : request.stillHeld()) {
        releaseAll(held, mode, failure);
      }
      if (at > pages.start()) {
        Pause.betweenChunks();
        releaseAll(new Pages(pages.start(), at), mode, failure);
      }
      throw failure;
    } finally {
      ledger.unreserve(request);
    }
  }

  /**
   * Locks a chunk.
   *
   * @param whenFree run once if a page is CHANGING now, when it is not any more
   * @param stillHeld told the pages on which the request has a hold although this throws
   * @return false if a page is CHANGING: nothing was done
   */
  boolean tryLockChunk(
      LockRequest request,
      LockMode mode,
      Pages chunk,
      @Nullable Runnable whenFree,
      Consumer<Pages> stillHeld) {
    Claim claim = ledger.claimLock(request, mode, chunk.start(), chunk.end(), whenFree);
    if (claim == null) {
      return false;
    }
    carryOut(claim, stillHeld);
    return true;
  }

  private void carryOut(Claim claim, Consumer<Pages> stillHeld) {
    try {
      callLock(claim);
    } catch (Throwable failure) {
      undo(claim, failure, stillHeld);
      throw failure;
    }
    ledger.settleLocked(claim);
  }

  private void callLock(Claim claim) {
    if (claim.mode == LockMode.PLAIN && relockIsFree) {
      // Repeats the call for pages that others hold: other memory may be there by now.
      operations.lock(claim.start, claim.end - claim.start);
      return;
    }
    if (claim.mode == LockMode.PLAIN) {
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
  private void undo(Claim claim, Throwable failure, Consumer<Pages> stillHeld) {
    // Before settling: from then on the intervals are the ledger's to cut and join.
    List<Pages> called = runs(claim);
    List<Interval> untouched =
        claim.changing.stream().filter(interval -> !interval.isHeld()).toList();
    ledger.settleUnlocked(claim, new UnlockFailures(failure).unlock(untouched));
    long at = claim.start;
    for (Pages run : called) {
      if (at < run.start()) {
        stillHeld.accept(new Pages(at, run.start()));
      }
      at = run.end();
    }
    if (at < claim.end) {
      stillHeld.accept(new Pages(at, claim.end));
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
    UnlockFailures failures = new UnlockFailures(earlier);
    if (pages.byteCount() <= ChunkSizer.FIRST) {
      if (!tryReleaseChunk(pages, mode, null, failures)) {
        untilDone(free -> tryReleaseChunk(pages, mode, free, failures));
      }
      return failures.first();
    }
    ChunkSizer sizer = new ChunkSizer(operations.pageSize());
    long at = pages.start();
    while (true) {
      Pages chunk = new Pages(at, Math.min(at + sizer.next(), pages.end()));
      long begun = System.nanoTime();
      untilDone(free -> tryReleaseChunk(chunk, mode, free, failures));
      sizer.took(chunk.byteCount(), System.nanoTime() - begun);
      at = chunk.end();
      if (at == pages.end()) {
        return failures.first();
      }
      Pause.betweenChunks();
    }
  }

  /**
   * Takes a hold off a chunk's pages and unlocks those that nobody holds then.
   *
   * @param whenFree run once if a page is CHANGING now, when it is not any more
   * @return false if a page is CHANGING: nothing was done
   */
  boolean tryReleaseChunk(
      Pages chunk, LockMode mode, @Nullable Runnable whenFree, UnlockFailures failures) {
    Claim claim = ledger.claimRelease(chunk.start(), chunk.end(), mode, whenFree);
    if (claim == null) {
      return false;
    }
    ledger.settleUnlocked(claim, failures.unlock(claim.changing));
    return true;
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

  /** Tries again, waiting for at most the chunks of others; cannot be interrupted. */
  private static void untilDone(Predicate<@Nullable Runnable> attempt) {
    if (attempt.test(null)) {
      return;
    }
    Semaphore free = new Semaphore(0);
    while (!attempt.test(free::release)) {
      free.acquireUninterruptibly();
    }
  }
}
