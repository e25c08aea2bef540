package io.github.pagelock;

/**
 * When the pages of a locked range become resident.
 *
 * <p>Does not grow: there is no third moment.
 */
public enum LockMode {
  /**
   * Every page is resident when the lock returns, and stays so until it is closed.
   *
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlock.html">POSIX
   *     mlock</a>
   */
  PLAIN,

  /**
   * Each page stays resident from its first touch on; locking itself touches none. Needs {@link
   * Capability#ON_FAULT}.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/mlock.2.html">Linux mlock2(2),
   *     MLOCK_ONFAULT</a>
   */
  ON_FAULT
}
