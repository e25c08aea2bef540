package io.github.pagelock.internal.process;

import io.github.pagelock.LockMode;
import io.github.pagelock.ProcessProgress;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.pages.WholeProcess;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.ProcessLocking;
import org.jspecify.annotations.Nullable;

/** By mlockall and munlockall, which the process stands still for. */
final class ByOneCall implements Way {
  private final PageOperations operations;
  private final ProcessLocking process;
  private final Ledger ledger;
  private final WholeProcess whole;
  private @Nullable Throwable failure;

  ByOneCall(PageOperations operations, ProcessLocking process, Ledger ledger) {
    this.operations = operations;
    this.process = process;
    this.ledger = ledger;
    this.whole = ledger.process;
  }

  /** While no range is being unlocked. */
  @Override
  public void lock(ProcessScope scope, LockMode mode, ProcessProgress progress) {
    Bar.over(
        ledger, 0, Long.MAX_VALUE, () -> process.lockAll(scope.hasCurrent(), scope.hasFuture()));
    long mapped = Math.max(0, process.mappedBytes());
    progress.locked(mapped, mapped);
  }

  @Override
  public @Nullable Throwable release() {
    ReleasePass held = new ReleasePass(operations, process, ledger);
    try {
      Bar.over(
          ledger,
          0,
          Long.MAX_VALUE,
          () -> {
            process.unlockAll();
            whole.end();
            failure = held.lockHeldAgain();
          });
      return failure;
    } catch (RuntimeException | LinkageError stillLocked) {
      return stillLocked;
    }
  }
}
