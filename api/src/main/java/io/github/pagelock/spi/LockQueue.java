package io.github.pagelock.spi;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PendingLock.Cancellation;
import org.jspecify.annotations.Nullable;

/**
 * The operating system's own queue of asynchronous locks, where it has one. Pending locks then go
 * by it, chunk by chunk, instead of by threads that call {@link PageOperations#lock}; everything
 * else that a pending lock promises is done above it.
 *
 * <p>Used by several threads at once.
 *
 * @see PageOperations#queue
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=aio_mlock&sektion=2">FreeBSD
 *     aio_mlock(2)</a>
 */
public interface LockQueue {
  /**
   * The most that one request should cover; the engine may ask for less.
   *
   * @return bytes, a multiple of the page size, at most a chunk (32 MiB)
   */
  long requestBytes();

  /**
   * How many requests of one pending lock are in the queue at once.
   *
   * @return 1 or more
   */
  int window();

  /**
   * Queues a lock of pages, and returns without waiting for it. Where the operating system takes no
   * more just now, the request waits here; where nothing can be queued at all (no thread, no
   * descriptor), the pages may be locked before this returns. They are nobody else's until the
   * request has ended. A cancel of the pending lock waits until this method has returned.
   *
   * @param address the first page
   * @param byteCount bytes, a multiple of the page size, at most {@link #requestBytes}
   * @param listener told of the end, once; maybe before this method has returned
   * @return the request
   * @throws PageLockException if nothing was queued: the listener is not called then
   */
  Request submit(long address, long byteCount, Listener listener);

  /** Something that was submitted. */
  interface Request {
    /**
     * Takes the request out of the queue, if it does not run yet. Does not block. The listener is
     * told of that end too, maybe before this method has returned.
     *
     * @return CANCELLED: it ends with the reason CANCELLED and no page is locked for it;
     *     NOT_CANCELLED: it runs and goes on; ALREADY_DONE: it has ended, the listener may not know
     *     yet
     */
    Cancellation cancel();
  }

  /** Who waits for the end of a request. */
  interface Listener {
    /**
     * The request has ended, and the operating system does not touch its pages any more. Called
     * without a lock; returns soon.
     *
     * @param failure why the pages are not locked, or null if they are; unless its reason is
     *     CANCELLED, a part of them may be locked then
     * @param nanos nanoseconds that the kernel took for it, as far as can be told
     */
    void ended(@Nullable PageLockException failure, long nanos);
  }
}
