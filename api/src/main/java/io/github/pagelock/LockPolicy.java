package io.github.pagelock;

/**
 * What a locker does when memory cannot be locked.
 *
 * <p>May grow: a {@code switch} over it needs a default.
 */
public enum LockPolicy {
  /** A lock that fails throws {@link PageLockException}. The default. */
  REQUIRED,

  /**
   * A lock that fails returns a handle whose {@link LockedRange#isLocked()} is false and whose
   * {@link LockedRange#degradation()} says why. The pages of a range given as a ByteBuffer are made
   * resident: by the operating system, else by reading a byte of each through that buffer. What
   * kept a page from it, such as a file that is shorter than its mapping, or no thread to read
   * with, is no failure; what is known of it is suppressed in {@link LockedRange#degradation()}.
   * Nothing is touched of a range given as an address, nor for {@link LockMode#ON_FAULT}, nor where
   * that would fill the file system for which the lock was refused.
   *
   * <p>Arguments that can never be locked (heap buffers, empty ranges, buffers of a closed arena)
   * still throw as under {@link #REQUIRED}.
   */
  BEST_EFFORT
}
