package io.github.pagelock.posix;

import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.LockFailure;

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

  /**
   * Raises the soft limit of this process to the hard one, if it is not that already.
   *
   * @param libc the C library
   * @param resource such as RLIMIT_MEMLOCK, by this system's number
   * @throws PageLockException UNSUPPORTED where there is no such limit, NOT_PERMITTED or OTHER if
   *     the system refuses it
   */
  public static void raise(Posix libc, int resource) {
    long[] softAndHard = new long[2];
    int unknown = libc.getrlimit(resource, softAndHard);
    if (unknown != 0) {
      throw failure(Reason.UNSUPPORTED, "getrlimit", unknown);
    }
    if (softAndHard[0] == softAndHard[1]) {
      return;
    }
    softAndHard[0] = softAndHard[1];
    int refused = libc.setrlimit(resource, softAndHard);
    if (refused != 0) {
      boolean forbidden = refused == Errno.EPERM;
      throw failure(forbidden ? Reason.NOT_PERMITTED : Reason.OTHER, "setrlimit", refused);
    }
  }

  private static PageLockException failure(Reason reason, String operation, int errno) {
    return LockFailure.of(reason, operation, 0, 0)
        .errno(errno, Errno.commonName(errno))
        .because("the limit on locked memory cannot be raised")
        .build();
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
