package io.github.pagelock.internal.pending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.internal.base.Mutex;
import io.github.pagelock.internal.kernel.QueuedCall;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.steps.Next;
import io.github.pagelock.internal.steps.Stage;
import io.github.pagelock.internal.steps.Step;
import io.github.pagelock.spi.LockFailure;
import org.jspecify.annotations.Nullable;

/** How far a pending lock is: its {@link Agenda}, for many threads. */
public final class Course {
  private final Mutex mutex = new Mutex();
  private final PendingRequest request;

  @GuardedBy("mutex")
  private final Agenda agenda;

  /** As the agenda has it, for those who only look. */
  private volatile long bytesLocked;

  /** A course that begins; with a failure it ends without asking anybody. */
  Course(PendingRequest request, Lanes lanes, @Nullable Throwable failure) {
    this.request = request;
    this.agenda = new Agenda(request, lanes);
    if (failure != null) {
      agenda.stop(failure);
    }
  }

  public long bytesLocked() {
    return bytesLocked;
  }

  Stage stage() {
    mutex.lock();
    try {
      return agenda.stage();
    } finally {
      mutex.unlock();
    }
  }

  /** Why it stops, if it does. */
  @Nullable Throwable failure() {
    mutex.lock();
    try {
      return agenda.fate.failure();
    } finally {
      mutex.unlock();
    }
  }

  /** What failed, as the exception that users see: the same for all who ask. */
  public PageLockException asException() {
    mutex.lock();
    try {
      return agenda.fate.asException(request.address(), request.byteCount());
    } finally {
      mutex.unlock();
    }
  }

  /** {@link #takeNewTickets} follows. */
  Cancellation cancel() {
    PageLockException why =
        LockFailure.of(Reason.CANCELLED, "lock", request.address(), request.byteCount())
            .errno(request.canceledErrno(), request.canceledErrno() == 0 ? "" : "ECANCELED")
            .because("the request was cancelled")
            .build();
    mutex.lock();
    try {
      return agenda.cancel(request.state(), why);
    } finally {
      mutex.unlock();
    }
  }

  /** How many tickets are to be brought to the workers, without the mutex (X2). */
  int takeNewTickets() {
    mutex.lock();
    try {
      return agenda.takeNewTickets();
    } finally {
      mutex.unlock();
    }
  }

  /** P20: a turn failed before it had begun anything. */
  Next failed(Throwable why) {
    mutex.lock();
    try {
      agenda.stop(why);
      return agenda.endTicket();
    } finally {
      mutex.unlock();
    }
  }

  /** A chunk to do; null if there is none, then {@link #endTicket} follows. */
  @Nullable Step nextStep() {
    mutex.lock();
    try {
      return agenda.next();
    } finally {
      mutex.unlock();
    }
  }

  /** A piece to release; null if there is none, then {@link #endTicket} follows. */
  @Nullable Hold nextPiece() {
    mutex.lock();
    try {
      return agenda.nextPiece();
    } finally {
      mutex.unlock();
    }
  }

  /** A ticket has nothing more to do in this stage. */
  Next endTicket() {
    mutex.lock();
    try {
      return agenda.endTicket();
    } finally {
      mutex.unlock();
    }
  }

  /** A chunk is going to wait; false if it is not to be done any more. */
  boolean park(Step step) {
    mutex.lock();
    try {
      return agenda.park(step);
    } finally {
      mutex.unlock();
    }
  }

  /** What it waited for is there; {@link #takeNewTickets} follows. */
  void freed(Step step) {
    mutex.lock();
    try {
      agenda.freed(step);
    } finally {
      mutex.unlock();
    }
  }

  /** A chunk is claimed, and goes to the queue. */
  void queued(Step step, QueuedCall call) {
    mutex.lock();
    try {
      agenda.queued(step, call);
    } finally {
      mutex.unlock();
    }
  }

  /** A chunk is done, has failed, or is parked. */
  Next settle(Step step, boolean isDone, @Nullable Throwable failed, long nanos) {
    mutex.lock();
    try {
      Next next = agenda.settle(step, isDone, failed, nanos);
      bytesLocked = agenda.bytesLocked();
      return next;
    } finally {
      mutex.unlock();
    }
  }

  /** Where a piece's next chunk ends. */
  long chunkEnd(Hold piece) {
    mutex.lock();
    try {
      return agenda.chunkEnd(piece);
    } finally {
      mutex.unlock();
    }
  }

  /** A piece is going to wait: {@link #pieceFreed} follows, or it is released after all. */
  void parkRelease() {
    mutex.lock();
    try {
      agenda.parkRelease();
    } finally {
      mutex.unlock();
    }
  }

  /** What it waited for is there; {@link #takeNewTickets} follows. */
  void pieceFreed(Hold piece) {
    mutex.lock();
    try {
      agenda.pieceFreed(piece);
    } finally {
      mutex.unlock();
    }
  }

  /**
   * A chunk is released, or its piece waits or is owed.
   *
   * @param left what is left of the piece; null if somebody else has it now
   * @param wasParked whether it was parked and does not wait any more
   */
  Next released(@Nullable Hold left, boolean wasParked, long bytes, long nanos) {
    mutex.lock();
    try {
      Next next = agenda.released(left, wasParked, bytes, nanos);
      bytesLocked = agenda.bytesLocked();
      return next;
    } finally {
      mutex.unlock();
    }
  }

  /**
   * All of it is locked, and what the user gets is made; or it could not be, and nothing stays
   * locked.
   */
  Next resultMade(@Nullable Throwable noResult) {
    mutex.lock();
    try {
      return agenda.resultMade(noResult);
    } finally {
      mutex.unlock();
    }
  }

  /** How it ends. */
  State end() {
    mutex.lock();
    try {
      State end = agenda.end();
      bytesLocked = agenda.bytesLocked();
      return end;
    } finally {
      mutex.unlock();
    }
  }
}
