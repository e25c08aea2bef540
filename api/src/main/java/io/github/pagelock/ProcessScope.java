package io.github.pagelock;

/**
 * Which memory of the process {@link PageLocker#lockProcess} locks.
 *
 * <p>Does not grow: there is no third moment.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/mlockall.html">POSIX
 *     mlockall</a>
 */
public enum ProcessScope {
  /** What is mapped now (MCL_CURRENT). */
  CURRENT(true, false),

  /** What will be mapped from now on (MCL_FUTURE). */
  FUTURE(false, true),

  /** Both. */
  CURRENT_AND_FUTURE(true, true);

  private final boolean current;
  private final boolean future;

  ProcessScope(boolean current, boolean future) {
    this.current = current;
    this.future = future;
  }

  /**
   * Whether it is about what is mapped already.
   *
   * @return false for {@link #FUTURE}
   */
  public boolean hasCurrent() {
    return current;
  }

  /**
   * Whether it is about what is not mapped yet.
   *
   * @return false for {@link #CURRENT}
   */
  public boolean hasFuture() {
    return future;
  }
}
