package io.github.pagelock;

import java.util.Optional;

/**
 * Keeps pages in RAM until it is closed.
 *
 * <p>Locks nest: a page stays locked until the last open handle on it closes, whoever opened it.
 * Handles are safe for use by several threads. A handle that is lost without being closed is
 * unlocked by a cleaner, which warns once through {@link System.Logger}; the memory's owner must
 * not refer to the handle, or it can never be found lost.
 *
 * <p>Unmapping the memory before closing is allowed; close() then succeeds. Where {@link
 * Capability#RELOCK_IS_FREE} is missing, it voids later locks at the same address until every
 * handle there is closed.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/munlock.html">POSIX
 *     munlock</a>
 */
public interface LockedRange extends AutoCloseable {
  /**
   * What was asked for.
   *
   * @return the range, before rounding
   */
  MemoryRange range();

  /**
   * How the pages were locked.
   *
   * @return the mode that was asked for
   */
  LockMode mode();

  /**
   * The first locked byte: the range's own address rounded down to a page of the mapping there,
   * which may be a huge one (Linux: hugetlbfs). Of a range that could not be locked, and of a
   * closed handle that was never asked while it was open, to a page of the usual size: other memory
   * may be there now, and nobody asks about that.
   *
   * @return a virtual address; 0 if nothing could be locked because no provider could find it
   */
  long lockedAddress();

  /**
   * The locked pages, in bytes: the range rounded outward to whole pages, at each end to those of
   * the mapping there, as {@link #lockedAddress()}. Limits and {@link LockStatistics} count pages
   * of the usual size. 0 if nothing is locked because the policy is {@link LockPolicy#BEST_EFFORT}.
   *
   * @return bytes, a multiple of the page size
   */
  long lockedBytes();

  /**
   * Whether this handle holds a lock: false once it is closed, and for a degraded handle.
   *
   * @return what this handle holds; {@link #verify()} asks the kernel
   */
  boolean isLocked();

  /**
   * Why nothing is locked, under {@link LockPolicy#BEST_EFFORT}.
   *
   * @return the failure that {@link LockPolicy#REQUIRED} would have thrown; empty if the range was
   *     locked
   */
  Optional<PageLockException> degradation();

  /**
   * Asks the kernel, not the library, what is true of these pages right now.
   *
   * @return the kernel's answer; for many handles {@link PageLocker#verify} is cheaper
   * @throws PageLockException UNSUPPORTED where {@link Capability#VERIFY} is missing
   * @throws IllegalStateException if the handle is closed: other memory may be there now
   */
  KernelState verify();

  /**
   * Unlocks the pages that no other open handle holds, by chunks, with a short sleep between them.
   * The second and later calls do nothing.
   *
   * @throws PageLockException UNLOCK_FAILED (munlock's errno) if pages that are still mapped could
   *     not be unlocked; they stay locked, held by nobody, and the next release over them tries
   *     again
   */
  @Override
  void close();
}
