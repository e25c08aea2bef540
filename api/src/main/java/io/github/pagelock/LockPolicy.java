package io.github.pagelock;

/** What a locker does when memory cannot be locked. */
public enum LockPolicy {
  /** A lock that fails throws {@link PageLockException}. The default. */
  REQUIRED,

  /**
   * A lock that fails returns a handle whose {@link LockedRange#isLocked()} is false and whose
   * {@link LockedRange#degradation()} says why. A range given as a ByteBuffer is read once, a byte
   * of each page, through that buffer; a range given as an address is never touched. Arguments that
   * can never be locked (heap buffers, empty ranges) still throw IllegalArgumentException.
   */
  BEST_EFFORT
}
