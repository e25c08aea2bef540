package io.github.pagelock.internal.pending;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.internal.admit.Admission;
import io.github.pagelock.internal.admit.FileSystems;
import io.github.pagelock.internal.book.Reservation;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.events.Trace;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.Populator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets a pending lock in, whole or not at all, and finds out which way its ranges go (ADMIT). */
public final class Gate {
  private final PageOperations operations;
  private final Admission admission;

  /** ECANCELED, or 0. */
  final int canceledErrno;

  public Gate(PageOperations operations, Admission admission) {
    this.operations = operations;
    this.admission = admission;
    this.canceledErrno = operations.canceledErrno();
  }

  PageOperations operations() {
    return operations;
  }

  /** The operating system's own, if the provider has it. */
  @Nullable LockQueue queue() {
    return has(Capability.NATIVE_ASYNC) ? operations.queue().orElse(null) : null;
  }

  /**
   * Lets it in.
   *
   * @param earlier how often this was tried before
   * @return false if the limit is unclear now: try again later
   */
  boolean admit(List<RangeLock> locks, LockMode mode, int earlier) {
    if (mode == LockMode.ON_FAULT && !has(Capability.ON_FAULT)) {
      throw LockFailure.of(Reason.UNSUPPORTED, "lockAsync", 0, 0)
          .because("the provider does not have the capability " + Capability.ON_FAULT)
          .build();
    }
    Trace trace = locks.get(0).trace;
    if (trace != null && earlier == 0) {
      trace.dequeued();
    }
    List<Reservation> whole = locks.stream().map(RangeLock::reservation).toList();
    if (!admission.tryAdmit(whole, mode, earlier)) {
      return false;
    }
    FileSystems.check(operations, locks.stream().map(lock -> lock.pages).toList(), mode);
    for (RangeLock lock : locks) {
      lock.populator = populator(lock.pages, mode);
      if (trace != null && lock.populator != null) {
        trace.populates();
      }
    }
    return true;
  }

  private boolean has(Capability capability) {
    return operations.capabilities().contains(capability);
  }

  private @Nullable Populator populator(Pages pages, LockMode mode) {
    boolean possible =
        mode == LockMode.PLAIN && pages.byteCount() > ChunkSizer.FIRST && has(Capability.ON_FAULT);
    return possible ? operations.populator(pages.start(), pages.byteCount()).orElse(null) : null;
  }

  /** Gives back what is left of what was reserved; needs no memory. */
  void leave(List<RangeLock> locks) {
    for (int i = 0; i < locks.size(); i++) {
      admission.end(locks.get(i).reservationIfAny());
    }
  }
}
