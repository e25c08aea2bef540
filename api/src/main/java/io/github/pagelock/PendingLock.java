package io.github.pagelock;

import io.github.pagelock.internal.Lockers;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An asynchronous lock of one range, made by {@link PageLocker#lockAsync(MemoryRange)}. */
public interface PendingLock extends Pending {
  /**
   * The result: the same handle on each call.
   *
   * @return the open handle, for the caller to close; under {@link LockPolicy#BEST_EFFORT} a
   *     degraded one if the request failed
   * @throws PageLockException the failure, if it failed or was cancelled
   * @throws IllegalStateException if it is still pending
   */
  LockedRange locked();

  /**
   * Completes with {@link #locked()} or its PageLockException, on the callback executor. Completing
   * the stage from outside is not possible.
   *
   * @return the same stage on each call
   */
  CompletionStage<LockedRange> completion();

  /**
   * Waits until one of several requests has ended.
   *
   * @param requests any number of requests; none: returns at once
   * @param timeout how long to wait at most; zero or negative: not at all
   * @param <P> their type
   * @return one that has ended, or empty if none has in time
   * @throws InterruptedException if the thread is interrupted; the requests go on
   * @see <a
   *     href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/aio_suspend.html">POSIX
   *     aio_suspend</a>
   */
  static <P extends Pending> Optional<P> awaitAny(Collection<P> requests, Duration timeout)
      throws InterruptedException {
    return Lockers.awaitAny(requests, timeout);
  }
}
