package io.github.pagelock.internal.process;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.ProcessProgress;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.ProcessLocking;
import io.github.pagelock.spi.ProcessMapping;
import java.util.List;

/**
 * Locks what is mapped, by chunks (P2 of docs/process.md). Pages that are gone, or that cannot be
 * read, are no failure: other threads map and unmap meanwhile.
 */
final class LockPass {
  private final PageOperations operations;
  private final ProcessLocking process;
  private final Ledger ledger;
  private final LockMode mode;
  private final boolean canMark;
  private long done;

  LockPass(PageOperations operations, ProcessLocking process, Ledger ledger, LockMode mode) {
    this.operations = operations;
    this.process = process;
    this.ledger = ledger;
    this.mode = mode;
    this.canMark = operations.capabilities().contains(Capability.ON_FAULT);
  }

  void run(ProcessProgress progress) {
    List<ProcessMapping> mappings = process.mappings(0, Long.MAX_VALUE);
    long total = mappings.stream().mapToLong(ProcessMapping::byteCount).sum();
    Walk.toLock(operations.pageSize())
        .over(
            mappings,
            (start, end, isAccessible) -> {
              Bar.over(ledger, start, end, () -> lock(start, end, isAccessible));
              done += end - start;
              progress.locked(done, total);
            });
  }

  private void lock(long start, long end, boolean isAccessible) {
    if (mode == LockMode.ON_FAULT || !isAccessible) {
      mark(start, end, isAccessible);
    } else if (!isLocked(start, end)) {
      // What was one mapping is not any more, or has a page that cannot be had.
      for (ProcessMapping piece : process.mappings(start, end)) {
        long pieceEnd = piece.address() + piece.byteCount();
        if (!piece.isAccessible() || !isLocked(piece.address(), pieceEnd)) {
          mark(piece.address(), pieceEnd, piece.isAccessible());
        }
      }
    }
  }

  private boolean isLocked(long start, long end) {
    try {
      operations.lock(start, end - start);
      return true;
    } catch (PageLockException failure) {
      if (!isOfPages(failure)) {
        throw failure;
      }
      return false;
    }
  }

  /** Locks on fault, but for pages that somebody holds plainly: they would be downgraded. */
  private void mark(long start, long end, boolean isAccessible) {
    long at = start;
    for (Hold held : ledger.heldIn(start, end)) {
      if (held.mode == LockMode.PLAIN) {
        markFree(at, held.at, isAccessible);
        at = held.end;
      }
    }
    markFree(at, end, isAccessible);
  }

  private void markFree(long start, long end, boolean isAccessible) {
    if (start == end) {
      return;
    }
    try {
      if (canMark) {
        if (isAccessible || !process.markInaccessible(start, end - start)) {
          operations.lockOnFault(start, end - start);
        }
      } else {
        operations.lock(start, end - start);
      }
    } catch (PageLockException failure) {
      if (!isOfPages(failure)) {
        throw failure;
      }
    }
  }

  /** Whether it is about these pages alone, not about how much may be locked. */
  static boolean isOfPages(PageLockException failure) {
    return switch (failure.reason()) {
      case NOT_MAPPED, OTHER -> true;
      case LIMIT_EXCEEDED -> isOf(failure, Cause.FILE_SYSTEM_FULL);
      case UNSUPPORTED -> isOf(failure, Cause.SECRET_MEMORY);
      default -> false;
    };
  }

  private static boolean isOf(PageLockException failure, Cause cause) {
    return failure.diagnosis().filter(told -> told.cause() == cause).isPresent();
  }
}
