package io.github.pagelock.spi;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import java.util.List;

/**
 * Locks the whole process. Used by one thread at a time, but for {@link #isLockedByOthers}, while
 * others lock and unlock ranges through {@link PageOperations}.
 *
 * <p>With {@link Capability#PROCESS_BY_CHUNKS} what is mapped is locked and unlocked through {@link
 * PageOperations}, mapping by mapping; this only tells what there is, and turns the lock of the
 * future on and off, at once. Without it {@link #lockAll} and {@link #unlockAll} do all of it, as
 * long as they take.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlockall.html">POSIX
 *     mlockall</a>
 */
public interface ProcessLocking {
  /** The provider cannot tell. */
  long UNKNOWN = -1;

  /**
   * How much is mapped: what a limit on locked memory is compared with.
   *
   * @return bytes of address space, or {@link #UNKNOWN}
   */
  long mappedBytes();

  /**
   * Finds what is mapped and can be locked. Needs {@link Capability#PROCESS_BY_CHUNKS}.
   *
   * @param from the first byte
   * @param to the byte after the last
   * @return the parts of mappings in it, by address, disjoint; what others map and unmap meanwhile
   *     may be missing
   * @throws PageLockException OTHER if nobody can tell
   */
  default List<ProcessMapping> mappings(long from, long to) {
    throw LockFailure.unsupported(Capability.PROCESS_BY_CHUNKS, "mappings", 0, 0);
  }

  /**
   * Locks pages of one mapping that cannot be accessed, on fault. Asked where the provider may know
   * better than {@link PageOperations#lockOnFault}, which a kernel may answer with an error for
   * such pages though it has done it.
   *
   * @param address the first page
   * @param byteCount bytes, at most a chunk
   * @return false, unless overridden: nothing was done, and lockOnFault is called
   * @throws PageLockException with the reason that the provider found out
   */
  default boolean markInaccessible(long address, long byteCount) {
    return false;
  }

  /**
   * Has memory locked that is mapped from now on. Touches none, and takes no longer for a large
   * process. Needs {@link Capability#PROCESS_BY_CHUNKS}.
   *
   * @param mode whether it becomes resident when it is mapped
   * @throws PageLockException with the reason that the provider found out
   */
  default void lockFuture(LockMode mode) {
    throw LockFailure.unsupported(Capability.PROCESS_BY_CHUNKS, "mlockall", 0, 0);
  }

  /**
   * Has no memory locked any more that is mapped from now on. Whatever is mapped may be locked on
   * fault afterwards, what was locked plainly too; nothing is unlocked. Needs {@link
   * Capability#PROCESS_BY_CHUNKS}. Quick where everything is locked.
   *
   * @throws PageLockException if that cannot be had: {@link #unlockAll} is called then
   */
  default void stopFuture() {
    throw LockFailure.unsupported(Capability.PROCESS_BY_CHUNKS, "mlockall", 0, 0);
  }

  /**
   * Locks plainly, in one call. Needs that {@link Capability#PROCESS_BY_CHUNKS} is missing.
   *
   * @param current what is mapped now
   * @param future what will be mapped
   * @throws PageLockException with the reason that the provider found out; part of it may be locked
   */
  default void lockAll(boolean current, boolean future) {
    throw LockFailure.unsupported(Capability.PROCESS, "mlockall", 0, 0);
  }

  /**
   * Unlocks everything, whoever locked it, in one call, and has no memory locked any more that is
   * mapped from now on.
   *
   * @throws PageLockException UNLOCK_FAILED
   */
  void unlockAll();

  /**
   * Whether somebody else in the process has locked the whole of it. Asked while no process lock of
   * Pagelock's is open, by any thread, up to a hundred times a second, on the way of a release: it
   * takes microseconds, needs no memory of Java's, loads no class, and throws nothing.
   *
   * @return false unless overridden, and where nobody can tell
   */
  default boolean isLockedByOthers() {
    return false;
  }
}
