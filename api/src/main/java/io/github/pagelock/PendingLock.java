package io.github.pagelock;

import io.github.pagelock.internal.Lockers;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * An asynchronous lock, from its submission to its end: of one range ({@link
 * PageLocker#lockAsync(MemoryRange)}) or of several with one progress over all ({@link
 * PageLocker#lockAllAsync(Collection)}). Memory becomes locked chunk by chunk, by workers, and all
 * of it or, in the end, none.
 *
 * <p>A request that is dropped before its end goes on; its locks are released once it has ended and
 * the collector finds its handle lost, which is reported. All methods are safe for use by several
 * threads, and none but {@link #await} and {@link #awaitAny} waits.
 *
 * <p>Not meant to be implemented, other than by a wrapper that delegates: methods may be added.
 *
 * @param <R> the result: a {@link LockedRange}, or a list of them, one for each range in their
 *     order
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=aio_mlock&sektion=2">FreeBSD
 *     aio_mlock(2)</a>
 */
public interface PendingLock<R> {
  /** How far a request has come. Does not grow: A4 has one end for each. */
  enum State {
    /** Not ended (aio_error: EINPROGRESS). */
    PENDING,
    /** Every page is locked (aio_error: 0). */
    LOCKED,
    /** Nothing is locked on behalf of the request; {@link PendingLock#failure()} says why. */
    FAILED,
    /** Nothing is locked on behalf of the request any more (aio_error: ECANCELED). */
    CANCELLED
  }

  /** What {@link PendingLock#cancel()} could do. Does not grow: aio_cancel(2)'s answers. */
  enum Cancellation {
    /** The request will end as {@link State#CANCELLED} (AIO_CANCELED). */
    CANCELLED,
    /** Its last chunk is in the kernel, or it is failing: it ends without it (AIO_NOTCANCELED). */
    NOT_CANCELLED,
    /** It had ended before (AIO_ALLDONE). */
    ALREADY_DONE
  }

  /**
   * How far the request has come. Once it is not PENDING it never changes.
   *
   * @return the state now
   */
  State state();

  /**
   * How much will be locked: the ranges, rounded outward to whole pages.
   *
   * @return bytes
   */
  long byteCount();

  /**
   * How much is locked and resident on behalf of this request: grows from 0 to {@link #byteCount()}
   * by chunks, and goes back to 0 if the request fails or is cancelled.
   *
   * @return bytes
   */
  long bytesLocked();

  /**
   * Why the request ended without a lock.
   *
   * @return the failure of a request that failed, or CANCELLED; empty while pending and when locked
   */
  Optional<PageLockException> failure();

  /**
   * Asks that the request end without a lock. Does not wait: {@link #state()} becomes CANCELLED
   * after what was locked so far has been released, by chunks.
   *
   * @return what will become of it
   */
  Cancellation cancel();

  /**
   * Waits until the request has ended, whatever its end.
   *
   * @param timeout how long to wait at most; zero or negative: not at all
   * @return true if it has ended
   * @throws InterruptedException if the thread is interrupted; the request goes on
   */
  boolean await(Duration timeout) throws InterruptedException;

  /**
   * What was locked: the same object on each call.
   *
   * @return the open handle, or an unmodifiable list of them, for the caller to close; under {@link
   *     LockPolicy#BEST_EFFORT} degraded ones if the request failed
   * @throws PageLockException the failure, if it failed or was cancelled
   * @throws IllegalStateException if it is still pending
   */
  R result();

  /**
   * Completes after the end with {@link #result()} or its PageLockException, on the callback
   * executor. Completing the stage from outside is not possible.
   *
   * <p>What is made dependent on it before it has completed runs on the callback executor; what
   * comes later runs at once, in the thread that brings it. {@code thenRunAsync} and the like run
   * where they are told.
   *
   * @return the same stage on each call
   */
  CompletionStage<R> completion();

  /**
   * Waits until one of several requests has ended.
   *
   * <p>Takes wrappers too, anybody's implementations. They are asked for their {@link #state()}
   * every 5 ms, because nothing else tells of their end: a completion passes through an executor,
   * which may be stuck. Pagelock's own wake the thread.
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
  static <P extends PendingLock<?>> Optional<P> awaitAny(Collection<P> requests, Duration timeout)
      throws InterruptedException {
    return Lockers.awaitAny(requests, timeout);
  }
}
