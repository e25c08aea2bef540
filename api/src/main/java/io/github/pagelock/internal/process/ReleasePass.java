package io.github.pagelock.internal.process;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Totals;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.ProcessLocking;
import org.jspecify.annotations.Nullable;

/**
 * Unlocks what nobody holds, by chunks, and locks again what is held (P7 of docs/process.md). Goes
 * on after a failure.
 */
final class ReleasePass {
  /** Others may move memory while the mappings are being read. */
  private static final int MOST_TIMES = 3;

  private final PageOperations operations;
  private final ProcessLocking process;
  private final Ledger ledger;
  private @Nullable Throwable first;

  ReleasePass(PageOperations operations, ProcessLocking process, Ledger ledger) {
    this.operations = operations;
    this.process = process;
    this.ledger = ledger;
  }

  /**
   * Goes over everything that is mapped, again while more is locked than is held.
   *
   * @param relock whether what is held may be locked on fault only
   * @return the first failure
   */
  @Nullable Throwable run(boolean relock) {
    boolean again = true;
    for (int times = 0; again && times < MOST_TIMES; times++) {
      Walk.toRelease(operations.pageSize())
          .over(
              process.mappings(0, Long.MAX_VALUE),
              (start, end, isAccessible) ->
                  Bar.over(ledger, start, end, () -> release(start, end, relock)));
      again = first == null && isMoreLocked();
    }
    return first;
  }

  /**
   * After everything was unlocked, with all pages barred: no range can be told that it is locked
   * before it is again.
   *
   * @return the first failure
   */
  @Nullable Throwable lockHeldAgain() {
    for (Hold held : ledger.heldIn(0, Long.MAX_VALUE)) {
      while (held.at < held.end) {
        long end = Math.min(held.end, held.at + ChunkSizer.LARGEST);
        lockAgain(new Hold(held.at, end, held.mode));
        held.at = end;
      }
    }
    return first;
  }

  private void release(long start, long end, boolean relock) {
    long at = start;
    for (Hold held : ledger.heldIn(start, end)) {
      unlock(at, held.at);
      if (relock && held.mode == LockMode.PLAIN) {
        lockAgain(held);
      }
      at = held.end;
    }
    unlock(at, end);
  }

  private void unlock(long start, long end) {
    if (start == end) {
      return;
    }
    try {
      operations.unlock(start, end - start);
    } catch (RuntimeException | LinkageError failure) {
      first = Failures.first(first, failure);
    }
  }

  private void lockAgain(Hold held) {
    try {
      if (held.mode == LockMode.PLAIN) {
        operations.lock(held.at, held.end - held.at);
      } else {
        operations.lockOnFault(held.at, held.end - held.at);
      }
    } catch (PageLockException failure) {
      if (!LockPass.isOfPages(failure)) {
        first = Failures.first(first, failure);
      }
    } catch (RuntimeException | LinkageError failure) {
      first = Failures.first(first, failure);
    }
  }

  private boolean isMoreLocked() {
    if (!operations.capabilities().contains(Capability.LIMITS)) {
      return false;
    }
    Totals book = ledger.totals();
    return LimitNumbers.locked(operations.limits()) > book.bookedBytes() + book.unclearBytes();
  }
}
