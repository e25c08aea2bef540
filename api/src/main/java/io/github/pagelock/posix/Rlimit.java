package io.github.pagelock.posix;

import io.github.pagelock.LockLimits;
import io.github.pagelock.spi.LimitNumbers;

/**
 * What getrlimit says of a number of bytes.
 *
 * @param softBytes the limit in force, or {@link LimitNumbers#UNLIMITED}, or {@link
 *     LimitNumbers#UNKNOWN} where there is no such limit
 * @param hardBytes what the soft limit may be raised to, or the same two
 */
public record Rlimit(long softBytes, long hardBytes) {
  /**
   * Asks for a limit of this process.
   *
   * @param libc the C library
   * @param resource such as RLIMIT_MEMLOCK, by this system's number
   * @return what it says, as it is now
   */
  public static Rlimit of(Posix libc, int resource) {
    long[] softAndHard = new long[2];
    return libc.getrlimit(resource, softAndHard) == 0
        ? new Rlimit(bytes(softAndHard[0]), bytes(softAndHard[1]))
        : new Rlimit(LimitNumbers.UNKNOWN, LimitNumbers.UNKNOWN);
  }

  /** RLIM_INFINITY is 2^63-1 on the BSDs and macOS, and ~0 on Linux, where rlim_t is unsigned. */
  private static long bytes(long rlimit) {
    return rlimit < 0 ? LimitNumbers.UNLIMITED : rlimit;
  }

  /**
   * As the limits of a process that nothing exempts.
   *
   * @param lockedBytes what it has locked, or {@link LimitNumbers#UNKNOWN}
   * @return its limits
   */
  public LockLimits binding(long lockedBytes) {
    return LimitNumbers.of(softBytes, hardBytes, lockedBytes);
  }
}
