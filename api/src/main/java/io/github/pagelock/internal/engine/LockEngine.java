package io.github.pagelock.internal.engine;

import io.github.pagelock.LockMode;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.internal.book.Check;
import io.github.pagelock.internal.book.Claim;
import io.github.pagelock.internal.book.Interval;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Terms;
import io.github.pagelock.internal.events.Trace;
import io.github.pagelock.internal.kernel.ForeignProcessLock;
import io.github.pagelock.internal.kernel.KernelCalls;
import io.github.pagelock.internal.kernel.QueuedCall;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.watch.Counts;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.Populator;
import org.jspecify.annotations.Nullable;

/** One chunk: claims its pages in the ledger, calls the kernel, settles (docs/ledger.md). */
public final class LockEngine {
  private final Ledger ledger;
  private final Terms terms;
  private final KernelCalls calls;
  private final ForeignProcessLock foreign;

  public LockEngine(Ledger ledger, Terms terms, Counts counts) {
    this.ledger = ledger;
    this.terms = terms;
    this.calls = new KernelCalls(terms, counts, ledger.process);
    this.foreign = new ForeignProcessLock(terms.operations(), ledger.process);
  }

  /**
   * Locks a chunk.
   *
   * @param whenFree run once if a page is CHANGING now, when it is not any more
   * @return false if a page is CHANGING: nothing was done
   */
  public boolean tryLock(Chunk chunk, @Nullable Runnable whenFree) {
    Claim claim = claim(chunk, whenFree);
    if (claim == null) {
      return false;
    }
    carryOut(claim, chunk);
    return true;
  }

  /** As above, without the call: {@link #carryOut} or {@link #submit} follows. */
  public @Nullable Claim claim(Chunk chunk, @Nullable Runnable whenFree) {
    return ledger.claimLock(terms, chunk.mode, chunk.pages.start(), chunk.pages.end(), whenFree);
  }

  /** A whole range, if nothing has to be waited for or to be found out. */
  @Nullable Claim claimAtOnce(Chunk whole, Check check) {
    return ledger.claimAtOnce(terms, whole.mode, whole.pages, check);
  }

  /** Calls the kernel for what is claimed, and settles, also if it throws. */
  void carryOut(Claim claim, Chunk chunk) {
    try {
      if (!isLockedAlready(chunk)) {
        calls.lock(claim, chunk.lock.trace);
      }
    } catch (Throwable failure) {
      undo(claim, failure, true, chunk);
      throw failure;
    }
    ledger.settleLocked(claim);
  }

  /** T3 without a call: populated, and nothing is left for a plain lock to do. */
  private static boolean isLockedAlready(Chunk chunk) {
    Populator populator = chunk.lock.populator;
    return populator != null
        && chunk.mode == LockMode.PLAIN
        && populator.isLocked(chunk.pages.start(), chunk.pages.byteCount());
  }

  /** Hands a claimed chunk to a queue: {@link #ended} follows. Throws nothing. */
  public void submit(LockQueue queue, QueuedCall call) {
    calls.queue(queue, call);
  }

  /**
   * Settles a chunk of a queue; calls the kernel if it failed.
   *
   * @return why it is not locked
   */
  public @Nullable Throwable ended(QueuedCall call, Chunk chunk) {
    Throwable failure = call.failure();
    calls.queuedEnded(call, chunk.lock.trace);
    if (failure == null || isHarmless(call.claim(), failure)) {
      ledger.settleLocked(call.claim());
      return null;
    }
    undo(call.claim(), failure, call.isTouched(), chunk);
    return failure;
  }

  private boolean isHarmless(Claim claim, Throwable failure) {
    try {
      return calls.isHarmless(claim, failure);
    } catch (Throwable cannotBeAsked) {
      Failures.first(failure, cannotBeAsked);
      return false;
    }
  }

  /** T7 to T9: the kernel may have locked a part before it failed. Needs no memory. */
  private void undo(Claim claim, Throwable failure, boolean touched, Chunk chunk) {
    chunk.stillHeld = claim.counted;
    // What an unlock has failed for before gets another one, touched or not.
    long nobodys = 0;
    for (Interval each = claim.first; each != null; each = each.nextOfClaim) {
      nobodys += each.isHeld() ? 0 : each.end - each.start;
    }
    if (nobodys > 0 && (touched || nobodys != claim.addedBytes)) {
      unlock(claim, failure, chunk.lock.trace);
    }
    ledger.settleUnlocked(claim);
  }

  /** Makes pages resident that are locked on fault. */
  public void populate(Populator populator, Chunk chunk) {
    calls.populate(populator, chunk.pages, chunk.lock.trace);
  }

  /**
   * Takes a hold off the first pages of what is held, without waiting: {@link #settleRelease}
   * follows.
   *
   * @param end of these pages
   * @param whenFree run once if a page is CHANGING now, when it is not any more
   * @return null if a page is CHANGING: nothing was done
   */
  public @Nullable Claim tryRelease(Hold hold, long end, @Nullable Runnable whenFree) {
    return ledger.claimRelease(hold.at, end, hold.mode, whenFree);
  }

  /** Unlocks what nobody holds; throws nothing, and returns the first failure. */
  public @Nullable Throwable settleRelease(
      Claim claim, @Nullable Throwable earlier, @Nullable Trace trace) {
    Throwable first = unlock(claim, earlier, trace);
    ledger.settleUnlocked(claim);
    return first;
  }

  /** While the whole process is locked, by us or by others, what nobody holds stays locked. */
  private @Nullable Throwable unlock(
      Claim claim, @Nullable Throwable earlier, @Nullable Trace trace) {
    boolean stays = claim.first == null || ledger.process.isOn() || foreign.isThere();
    return stays ? earlier : calls.unlock(claim, earlier, trace);
  }
}
