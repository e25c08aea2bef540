package io.github.pagelock;

/**
 * How much this process may lock, and how much of it is locked, in bytes, at one moment.
 *
 * @param softBytes the limit in force (POSIX RLIMIT_MEMLOCK, soft), or {@link #UNLIMITED} or {@link
 *     #UNKNOWN}
 * @param hardBytes what the process may raise the soft limit to, or {@link #UNLIMITED} or {@link
 *     #UNKNOWN}
 * @param lockedBytes what the whole process has locked, by whomever, or {@link #UNKNOWN}
 * @param exempt whether the limit does not bind this process
 * @param exemption the privilege that exempts from the limit, such as {@code effective
 *     CAP_IPC_LOCK}; empty where there is none
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/getrlimit.html">POSIX
 *     getrlimit</a>
 */
public record LockLimits(
    long softBytes, long hardBytes, long lockedBytes, boolean exempt, String exemption) {
  /** No limit. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** The provider cannot tell. */
  public static final long UNKNOWN = -1;

  /** A provider that can tell nothing. */
  public static final LockLimits ALL_UNKNOWN = new LockLimits(UNKNOWN, UNKNOWN, UNKNOWN, false, "");

  /**
   * Whether the soft limit can make a lock fail.
   *
   * @return true if the limit is known and finite and the process is not exempt
   */
  public boolean binds() {
    return !exempt && softBytes != UNKNOWN && softBytes != UNLIMITED;
  }

  /** The numbers as the messages of {@link PageLockException} show them. */
  @Override
  public String toString() {
    String numbers =
        "locked already: "
            + show(lockedBytes)
            + ", soft limit: "
            + show(softBytes)
            + ", hard limit: "
            + show(hardBytes);
    return exemption.isEmpty()
        ? numbers
        : numbers + ", " + exemption + ": " + (exempt ? "yes" : "no");
  }

  private static String show(long bytes) {
    if (bytes == UNLIMITED) {
      return "unlimited";
    }
    return bytes == UNKNOWN ? "unknown" : bytes + " bytes";
  }
}
