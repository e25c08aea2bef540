package io.github.pagelock.internal.pending;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.internal.base.Failures;
import org.jspecify.annotations.Nullable;

/**
 * Why a pending lock is not going to be locked, if it is not. Guarded by the course's mutex. Needs
 * no memory, but for what users see.
 */
final class Fate {
  private boolean cancelled;
  private @Nullable Throwable failure;
  private @Nullable PageLockException seen;

  /** Nothing more is to be begun on the way up. */
  boolean isStopping() {
    return failure != null;
  }

  boolean isCancelled() {
    return cancelled;
  }

  void fail(Throwable why) {
    failure = Failures.first(failure, why);
  }

  void cancel(PageLockException why) {
    fail(why);
    cancelled = true;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** What failed, as the exception that users see: the same for all who ask. */
  PageLockException asException(long address, long byteCount) {
    if (seen == null) {
      Throwable why = failure == null ? new AssertionError("nothing failed") : failure;
      seen = Failures.asException(why, address, byteCount);
    }
    return seen;
  }

  /** Whether it is what a queue says of a chunk that was taken out of it. */
  boolean explains(Throwable failed) {
    return failure != null
        && failed instanceof PageLockException known
        && known.reason() == Reason.CANCELLED;
  }

  State end() {
    if (failure == null) {
      return State.LOCKED;
    }
    return cancelled ? State.CANCELLED : State.FAILED;
  }
}
