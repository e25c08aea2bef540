package io.github.pagelock.internal.process;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessProgress;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.internal.admit.Admission;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.pages.WholeProcess;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.ProcessLocking;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Locks the whole process (docs/process.md). */
public final class ProcessLocks {
  private static final String OPERATION = "lockProcess";

  private final PageOperations operations;
  private final Set<Capability> capabilities;
  private final LockPolicy policy;
  private final Ledger ledger;
  private final WholeProcess whole;
  private final Needs needs;
  private final Supplier<@Nullable Throwable> place;

  /**
   * Those of a locker.
   *
   * @param place where a lock is asked for, if somebody wants to know
   */
  public ProcessLocks(
      PageOperations operations,
      Set<Capability> capabilities,
      LockPolicy policy,
      Ledger ledger,
      Admission admission,
      Supplier<@Nullable Throwable> place) {
    this.operations = operations;
    this.capabilities = capabilities;
    this.policy = policy;
    this.ledger = ledger;
    this.whole = ledger.process;
    this.needs = new Needs(operations, capabilities, admission);
    this.place = place;
  }

  public ProcessLock lock(ProcessScope scope, LockMode mode, ProcessProgress progress) {
    whole.checkOutside();
    Told told = new Told(progress);
    try {
      ProcessLocking process = provided(mode);
      whole.enter();
      try {
        return lock(process, scope, mode, told);
      } finally {
        whole.leave();
      }
    } catch (PageLockException failure) {
      if (policy == LockPolicy.REQUIRED || failure == told.thrown) {
        throw failure;
      }
      return new DegradedProcessLock(scope, mode, failure);
    }
  }

  private ProcessLock lock(ProcessLocking process, ProcessScope scope, LockMode mode, Told told) {
    // While a plain one is open, a lock on fault would undo part of it.
    LockMode how = whole.isPlain() ? LockMode.PLAIN : mode;
    Optional<Diagnosis> problem = needs.problem(process, scope, how, 0);
    if (problem.isPresent()) {
      throw LockFailure.of(problem.get(), OPERATION, 0, 0).limits(limits()).build();
    }
    Way way =
        capabilities.contains(Capability.PROCESS_BY_CHUNKS)
            ? new ByChunks(operations, process, ledger)
            : new ByOneCall(operations, process, ledger);
    if (!whole.isOn()) {
      whole.begin(process.isLockedByOthers());
    }
    try {
      way.lock(scope, how, told);
      ProcessLock handle =
          new OpenProcessLock(new ProcessRelease(whole, way, scope, mode, place.get()));
      whole.addHolder();
      return handle;
    } catch (RuntimeException | Error failure) {
      rollBack(way, failure);
      if (failure == told.thrown) {
        throw failure;
      }
      throw Failures.asSeen(failure, 0, 0);
    }
  }

  /** Knows what the user's own code has thrown: that is passed on as it is. */
  private static final class Told implements ProcessProgress {
    private final ProcessProgress progress;
    private @Nullable Throwable thrown;

    Told(ProcessProgress progress) {
      this.progress = progress;
    }

    @Override
    public void locked(long doneBytes, long totalBytes) {
      try {
        progress.locked(doneBytes, totalBytes);
      } catch (RuntimeException | Error failure) {
        thrown = failure;
        throw failure;
      }
    }
  }

  /** Unless another lock is open: then it ends with that one. */
  private void rollBack(Way way, Throwable failure) {
    if (whole.hasHolders()) {
      return;
    }
    try {
      Throwable later = ProcessRelease.release(whole, way);
      if (later != null) {
        Failures.first(failure, later);
      }
    } catch (Throwable later) {
      Failures.first(failure, later);
    }
  }

  /** Says what would make a lock fail. */
  public Diagnosis diagnose(ProcessScope scope, LockMode mode, long moreBytes) {
    Capability missing =
        !capabilities.contains(Capability.PROCESS) ? Capability.PROCESS : Capability.ON_FAULT;
    if (!capabilities.contains(Capability.PROCESS) || lacks(mode)) {
      return Diagnosis.of(
          Cause.MISSING_CALL, "the provider does not have the capability " + missing, Cure.NONE);
    }
    return operations
        .diagnose(0, 0)
        .or(() -> needs.problem(provided(mode), scope, mode, moreBytes))
        .orElseGet(Diagnoses::none);
  }

  private boolean lacks(LockMode mode) {
    return mode == LockMode.ON_FAULT && !capabilities.contains(Capability.ON_FAULT);
  }

  private LockLimits limits() {
    return capabilities.contains(Capability.LIMITS) ? operations.limits() : LockLimits.ALL_UNKNOWN;
  }

  private ProcessLocking provided(LockMode mode) {
    require(Capability.PROCESS);
    if (lacks(mode)) {
      require(Capability.ON_FAULT);
    }
    return operations.process().orElseThrow();
  }

  private void require(Capability needed) {
    if (!capabilities.contains(needed)) {
      throw LockFailure.of(Reason.UNSUPPORTED, OPERATION, 0, 0)
          .because("the provider does not have the capability " + needed)
          .build();
    }
  }
}
