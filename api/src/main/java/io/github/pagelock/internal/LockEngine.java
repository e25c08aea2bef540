package io.github.pagelock.internal;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.Populator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Locks and releases pages chunk by chunk: claims each in the ledger, calls the kernel, settles
 * (docs/ledger.md).
 */
final class LockEngine {
  private final PageOperations operations;
  private final Ledger ledger;
  private final Admission admission;
  private final Telemetry telemetry;
  private final boolean relockIsFree;
  private final KernelCalls calls;

  LockEngine(PageOperations operations, Ledger ledger, Admission admission, Telemetry telemetry) {
    this.operations = operations;
    this.ledger = ledger;
    this.admission = admission;
    this.telemetry = telemetry;
    this.relockIsFree = operations.capabilities().contains(Capability.RELOCK_IS_FREE);
    this.calls = new KernelCalls(operations, relockIsFree, telemetry.counts());
  }

  PageOperations operations() {
    return operations;
  }

  Admission admission() {
    return admission;
  }

  Ledger ledger() {
    return ledger;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  LockRequest request(Pages pages, @Nullable Trace trace) {
    return new LockRequest(pages, operations, relockIsFree, trace);
  }

  /** Gives back what is left of a request's reservation. */
  void end(LockRequest request) {
    ledger.unreserve(request);
  }

  LockRequest request(Pages pages) {
    return request(pages, null);
  }

  /** As the other, unrecorded. */
  void lock(Pages pages, LockMode mode) {
    lock(pages, mode, null);
  }

  /** Locks every page, or throws and leaves none that was not locked before. */
  void lock(Pages pages, LockMode mode, @Nullable Trace trace) {
    LockRequest request = request(pages, trace);
    boolean oneChunk = pages.byteCount() <= ChunkSizer.FIRST;
    long at = pages.start();
    try {
      if (oneChunk) {
        // Neither a reservation nor a clock: each would be a tenth of the time that a page takes.
        Claim claim = ledger.claimAtOnce(request, mode, admission.quickCheck(mode));
        if (claim != null) {
          carryOut(claim, request, request);
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
        releaseAll(held, mode, failure, trace);
      }
      if (at > pages.start()) {
        Pause.betweenChunks();
        releaseAll(new Pages(pages.start(), at), mode, failure, trace);
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
    carryOut(claim, request, stillHeld);
    return true;
  }

  /**
   * Claims a chunk for a plain lock by a queue: {@link #submit}, then {@link #queuedEnded}.
   *
   * @param whenFree run once if a page is CHANGING now, when it is not any more
   * @return null if a page is CHANGING: nothing was done
   */
  @Nullable Claim claimPlain(LockRequest request, Pages chunk, @Nullable Runnable whenFree) {
    return ledger.claimLock(request, LockMode.PLAIN, chunk.start(), chunk.end(), whenFree);
  }

  void submit(LockQueue queue, QueuedChunk chunk) {
    calls.queue(queue, chunk);
  }

  /** Settles a chunk of a queue; calls the kernel if it failed. */
  void queuedEnded(QueuedChunk chunk, LockRequest request, Consumer<Pages> stillHeld) {
    Throwable failure = chunk.failure();
    calls.queuedEnded(chunk, request.trace);
    if (failure == null) {
      ledger.settleLocked(chunk.claim());
    } else {
      undo(chunk.claim(), failure, chunk.isTouched(), request.trace, stillHeld);
    }
  }

  private void carryOut(Claim claim, LockRequest request, Consumer<Pages> stillHeld) {
    try {
      calls.lock(claim, request.trace);
    } catch (Throwable failure) {
      undo(claim, failure, true, request.trace, stillHeld);
      throw failure;
    }
    ledger.settleLocked(claim);
  }

  /** T7 to T9: the kernel may have locked a part before it failed. */
  private void undo(
      Claim claim,
      Throwable failure,
      boolean touched,
      @Nullable Trace trace,
      Consumer<Pages> stillHeld) {
    // Before settling: from then on the intervals are the ledger's to cut and join.
    List<Pages> called = claim.runs();
    List<Interval> nobodys =
        claim.changing.stream().filter(interval -> !interval.isHeld()).toList();
    // What an unlock has failed for before gets another one, touched or not.
    long bytes = nobodys.stream().mapToLong(interval -> interval.end - interval.start).sum();
    boolean needsUnlock = touched || bytes != claim.addedBytes;
    ledger.settleUnlocked(
        claim,
        needsUnlock ? calls.unlock(claim, nobodys, new UnlockFailures(failure), trace) : List.of());
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

  /** Makes pages resident that are locked on fault. */
  void populate(Populator populator, Pages pages, @Nullable Trace trace) {
    calls.populate(populator, pages, trace);
  }

  /**
   * Takes a hold off every page and unlocks those that nobody holds then.
   *
   * @throws PageLockException UNLOCK_FAILED, after everything else was released
   */
  void release(Pages pages, LockMode mode, @Nullable Trace trace) {
    Throwable failure = releaseAll(pages, mode, null, trace);
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

  /** As the other, unrecorded. */
  void release(Pages pages, LockMode mode) {
    release(pages, mode, null);
  }

  /** Returns the first failure; the others are suppressed in it. */
  private @Nullable Throwable releaseAll(
      Pages pages, LockMode mode, @Nullable Throwable earlier, @Nullable Trace trace) {
    UnlockFailures failures = new UnlockFailures(earlier);
    if (pages.byteCount() <= ChunkSizer.FIRST) {
      if (!tryReleaseChunk(pages, mode, null, failures, trace)) {
        untilDone(free -> tryReleaseChunk(pages, mode, free, failures, trace));
      }
      return failures.first();
    }
    ChunkSizer sizer = new ChunkSizer(operations.pageSize());
    long at = pages.start();
    while (true) {
      Pages chunk = new Pages(at, Math.min(at + sizer.next(), pages.end()));
      long begun = System.nanoTime();
      untilDone(free -> tryReleaseChunk(chunk, mode, free, failures, trace));
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
      Pages chunk,
      LockMode mode,
      @Nullable Runnable whenFree,
      UnlockFailures failures,
      @Nullable Trace trace) {
    Claim claim = ledger.claimRelease(chunk.start(), chunk.end(), mode, whenFree);
    if (claim == null) {
      return false;
    }
    ledger.settleUnlocked(claim, calls.unlock(claim, claim.changing, failures, trace));
    return true;
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
