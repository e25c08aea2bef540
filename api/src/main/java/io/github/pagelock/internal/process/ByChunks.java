package io.github.pagelock.internal.process;

import io.github.pagelock.LockMode;
import io.github.pagelock.ProcessProgress;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.pages.WholeProcess;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.ProcessLocking;
import org.jspecify.annotations.Nullable;

/** The future at once, what is mapped by chunks. */
final class ByChunks implements Way {
  private final PageOperations operations;
  private final ProcessLocking process;
  private final Ledger ledger;
  private final WholeProcess whole;

  ByChunks(PageOperations operations, ProcessLocking process, Ledger ledger) {
    this.operations = operations;
    this.process = process;
    this.ledger = ledger;
    this.whole = ledger.process;
  }

  /** The future first: what is mapped in the middle of it is locked too. */
  @Override
  public void lock(ProcessScope scope, LockMode mode, ProcessProgress progress) {
    boolean isPlain = mode == LockMode.PLAIN;
    if (scope.hasFuture()) {
      whole.setFuture(true, isPlain); // before the call: memory may be gone after it
      process.lockFuture(mode);
    }
    if (scope.hasCurrent()) {
      whole.lockCurrent(isPlain);
      new LockPass(operations, process, ledger, mode).run(progress);
    }
  }

  @Override
  public @Nullable Throwable release() {
    boolean hadFuture = whole.hasFuture();
    if (hadFuture) {
      try {
        stopFuture();
      } catch (RuntimeException | LinkageError refused) {
        return unlockAll(refused);
      }
    } else {
      whole.end();
    }
    return new ReleasePass(operations, process, ledger).run(hadFuture);
  }

  /**
   * Stops it while no range is being locked: whoever populates one would stop in the middle of it,
   * and not notice. The kernel marks what is not locked yet, one page after the other, so that has
   * to be done by chunks before.
   */
  private void stopFuture() {
    if (!whole.hasCurrent()) {
      new LockPass(operations, process, ledger, LockMode.ON_FAULT).run((done, total) -> {});
    }
    Bar.over(
        ledger,
        0,
        Long.MAX_VALUE,
        () -> {
          process.stopFuture();
          whole.end();
        });
  }

  /**
   * What a limit allows that was lowered meanwhile, or that the process has outgrown: first by
   * chunks, so that there is little left for the one call.
   */
  private @Nullable Throwable unlockAll(Throwable refused) {
    Throwable first = new ReleasePass(operations, process, ledger).run(false);
    Throwable later = new ByOneCall(operations, process, ledger).release();
    if (later == null) {
      return null; // it did what was refused, and what failed before
    }
    Failures.first(later, refused);
    return first == null ? later : Failures.first(first, later);
  }
}
