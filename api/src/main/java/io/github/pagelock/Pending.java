package io.github.pagelock;

import java.time.Duration;
import java.util.Optional;

/**
 * An asynchronous request, from its submission to its end. Memory becomes locked chunk by chunk, by
 * workers, and all of it or, in the end, none.
 *
 * <p>A request that is dropped before its end goes on; its locks are released once it has ended and
 * the collector finds its handle lost, which is reported. All methods are safe for use by several
 * threads, and none but {@link #await} waits.
 *
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=aio_mlock&sektion=2">FreeBSD
 *     aio_mlock(2)</a>
 */
public interface Pending {
  /** How far a request has come. Does not grow: A4 has one end for each. */
  enum State {
    /** Not ended (aio_error: EINPROGRESS). */
    PENDING,
    /** Every page is locked (aio_error: 0). */
    LOCKED,
    /** Nothing is locked on behalf of the request; {@link Pending#failure()} says why. */
    FAILED,
    /** Nothing is locked on behalf of the request any more (aio_error: ECANCELED). */
    CANCELLED
  }

  /** What {@link Pending#cancel()} could do. Does not grow: these are aio_cancel(2)'s answers. */
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
}
