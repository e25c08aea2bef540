package io.github.pagelock;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * An asynchronous lock of several ranges, all or nothing, with one progress over all: made by
 * {@link PageLocker#lockAllAsync}.
 */
public interface PendingLocks extends Pending {
  /**
   * The result: the same handles on each call.
   *
   * @return an open handle for each range, in their order, for the caller to close; under {@link
   *     LockPolicy#BEST_EFFORT} degraded ones if the request failed
   * @throws PageLockException the failure, if it failed or was cancelled
   * @throws IllegalStateException if it is still pending
   */
  List<LockedRange> locked();

  /**
   * Completes with {@link #locked()} or its PageLockException, on the callback executor. Completing
   * the stage from outside is not possible.
   *
   * @return the same stage on each call
   */
  CompletionStage<List<LockedRange>> completion();
}
