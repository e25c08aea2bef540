package io.github.pagelock;

import java.util.Optional;

/**
 * Keeps the whole process in RAM until it is closed.
 *
 * <p>Process locks nest: what one of them has locked stays locked until the last one closes. Ranges
 * that {@link PageLocker} holds then stay locked as they are. Handles are safe for use by several
 * threads. One that is lost without being closed is released by a cleaner, which warns.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mlockall.2.html">Linux munlockall(2)</a>
 */
public interface ProcessLock extends AutoCloseable {
  /**
   * What was asked for.
   *
   * @return which memory
   */
  ProcessScope scope();

  /**
   * How it was asked for.
   *
   * @return when pages become resident
   */
  LockMode mode();

  /**
   * Whether this handle holds a lock: false once it is closed, and for a degraded handle.
   *
   * @return what this handle holds
   */
  boolean isLocked();

  /**
   * Why the process is not locked, under {@link LockPolicy#BEST_EFFORT}.
   *
   * @return the failure that {@link LockPolicy#REQUIRED} would have thrown; empty if it was locked
   */
  Optional<PageLockException> degradation();

  /**
   * Ends this lock. If it is the last one of the process, memory mapped from now on is not locked,
   * and everything that no open handle holds is unlocked, by chunks, with a short sleep between
   * them; where {@link Capability#PROCESS_BY_CHUNKS} is missing, by one call, which the process
   * stands still for. The second and later calls do nothing.
   *
   * @throws IllegalStateException if a {@link ProcessProgress} calls this
   * @throws PageLockException UNLOCK_FAILED (the errno of munlock or mlockall) if something stays
   *     locked; the end of the next process lock tries it again
   */
  @Override
  void close();
}
