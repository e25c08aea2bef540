package io.github.pagelock.internal.engine;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.internal.admit.Admission;
import io.github.pagelock.internal.admit.FileSystems;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.internal.book.Claim;
import io.github.pagelock.internal.events.Trace;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.work.Pause;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Locks and releases on the caller's thread, chunk by chunk, and waits for others' chunks. */
public final class Synchronous {
  private final PageOperations operations;
  private final Admission admission;
  private final LockEngine engine;
  private final Debts debts;

  public Synchronous(
      PageOperations operations, Admission admission, LockEngine engine, Debts debts) {
    this.operations = operations;
    this.admission = admission;
    this.engine = engine;
    this.debts = debts;
  }

  /** Locks every page, or throws and leaves none that was not locked before. */
  public void lock(RangeLock lock) {
    debts.pay();
    try {
      if (!lockAtOnce(lock)) {
        lockByChunks(lock);
      }
    } catch (Throwable failure) {
      rollBack(lock, failure);
      throw Failures.asSeen(failure, lock.pages.start(), lock.pages.byteCount());
    } finally {
      admission.end(lock.reservationIfAny());
    }
  }

  /** Neither a reservation nor a clock: each would be a tenth of the time that a page takes. */
  private boolean lockAtOnce(RangeLock lock) {
    if (lock.pages.byteCount() > ChunkSizer.FIRST) {
      return false;
    }
    Chunk whole = new Chunk(lock, lock.pages, lock.mode);
    Claim claim = engine.claimAtOnce(whole, admission.quickCheck(lock.mode));
    if (claim == null) {
      return false;
    }
    carryOut(claim, whole);
    return true;
  }

  private void lockByChunks(RangeLock lock) {
    Pages pages = lock.pages;
    admission.admit(lock.reservation(), lock.mode);
    FileSystems.check(operations, List.of(pages), lock.mode);
    ChunkSizer sizer = ChunkSizer.ofLocks(operations.pageSize(), ChunkSizer.LARGEST);
    long start = pages.start();
    while (true) {
      long end = start + Math.min(sizer.next(), pages.end() - start);
      Chunk chunk = new Chunk(lock, new Pages(start, end), lock.mode);
      long begun = System.nanoTime();
      carryOut(untilFree(free -> engine.claim(chunk, free)), chunk);
      sizer.took(end - start, System.nanoTime() - begun);
      if (end == pages.end()) {
        return;
      }
      start = end;
      Pause.betweenChunks();
    }
  }

  private void carryOut(Claim claim, Chunk chunk) {
    try {
      engine.carryOut(claim, chunk);
    } catch (Throwable failure) {
      chunk.lock.held.addAll(chunk.stillHeld);
      throw failure;
    }
    chunk.lock.held.add(chunk);
  }

  /** Releases what is held so far; what goes wrong is suppressed in the failure. */
  public void rollBack(RangeLock lock, Throwable failure) {
    // What is not in the book does not count any more, however long this takes.
    admission.unreserve(lock.reservationIfAny());
    for (Hold held = lock.held.take(); held != null; held = lock.held.take()) {
      Pause.betweenChunks();
      releaseAll(held, failure, lock.trace);
    }
  }

  /**
   * Takes a hold off every page and unlocks those that nobody holds then.
   *
   * @throws PageLockException UNLOCK_FAILED, after everything else was released
   * @throws OutOfMemoryError what is left is owed: the next call that locks or releases does it
   */
  public void release(Hold hold, @Nullable Trace trace) {
    debts.pay();
    long start = hold.at;
    Throwable failure = releaseAll(hold, null, trace);
    if (failure instanceof PageLockException known && known.reason() == Reason.UNLOCK_FAILED) {
      throw known;
    }
    if (failure instanceof VirtualMachineError notNow) {
      throw notNow;
    }
    if (failure != null) {
      throw LockFailure.of(Reason.UNLOCK_FAILED, "unlock", start, hold.end - start)
          .because("the provider failed to unlock: " + failure)
          .causedBy(failure)
          .build();
    }
  }

  /** Returns the first failure; the others are suppressed in it. Owes what it cannot release. */
  private @Nullable Throwable releaseAll(
      Hold hold, @Nullable Throwable earlier, @Nullable Trace trace) {
    Throwable first = earlier;
    try {
      ChunkSizer sizer = null;
      while (true) {
        long start = hold.at;
        long bytes = hold.end - start;
        boolean last = bytes <= ChunkSizer.FIRST && sizer == null;
        if (!last) {
          sizer = sizer == null ? ChunkSizer.ofReleases(operations.pageSize()) : sizer;
          bytes = Math.min(sizer.next(), bytes);
        }
        long begun = last ? 0 : System.nanoTime();
        first = engine.settleRelease(claimRelease(hold, start + bytes), first, trace);
        hold.at = start + bytes;
        if (hold.at == hold.end) {
          return first;
        }
        if (sizer != null) {
          sizer.took(bytes, System.nanoTime() - begun);
        }
        Pause.betweenChunks();
      }
    } catch (VirtualMachineError noMemory) {
      debts.owe(hold);
      return Failures.first(first, noMemory);
    }
  }

  private Claim claimRelease(Hold hold, long end) {
    return untilFree(free -> engine.tryRelease(hold, end, free));
  }

  /** Tries again, waiting for at most the chunks of others; cannot be interrupted. */
  public static Claim untilFree(Function<@Nullable Runnable, @Nullable Claim> attempt) {
    Claim claim = attempt.apply(null);
    if (claim == null) {
      Semaphore free = new Semaphore(0);
      for (claim = attempt.apply(free::release);
          claim == null;
          claim = attempt.apply(free::release)) {
        free.acquireUninterruptibly();
      }
    }
    return claim;
  }
}
