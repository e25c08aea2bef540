package io.github.pagelock.spi;

import io.github.pagelock.Limit;
import io.github.pagelock.LockLimits;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Limits as numbers to count with, as getrlimit has them: what is unlimited is the largest, what is
 * unknown the least.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/getrlimit.html">POSIX
 *     getrlimit</a>
 */
public final class LimitNumbers {
  /** No limit. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** The provider cannot tell. */
  public static final long UNKNOWN = -1;

  private LimitNumbers() {}

  /**
   * Limits that bind, where there is no privilege that exempts from them.
   *
   * @param softBytes the limit in force, in bytes, or {@link #UNLIMITED} or {@link #UNKNOWN}
   * @param hardBytes what the process may raise it to, in bytes, or {@link #UNLIMITED} or {@link
   *     #UNKNOWN}
   * @param lockedBytes what the whole process has locked, in bytes, or {@link #UNKNOWN}
   * @return these limits
   */
  public static LockLimits of(long softBytes, long hardBytes, long lockedBytes) {
    OptionalLong locked =
        lockedBytes == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(lockedBytes);
    return LockLimits.of(limit(softBytes), limit(hardBytes), locked);
  }

  private static Limit limit(long bytes) {
    if (bytes == UNLIMITED) {
      return Limit.UNLIMITED;
    }
    return bytes == UNKNOWN ? Limit.UNKNOWN : Limit.of(bytes);
  }

  /**
   * The limit in force.
   *
   * @param limits of a process
   * @return bytes, {@link #UNLIMITED} or {@link #UNKNOWN}
   */
  public static long soft(LockLimits limits) {
    return number(Objects.requireNonNull(limits, "limits").soft());
  }

  /**
   * What the process may raise it to.
   *
   * @param limits of a process
   * @return bytes, {@link #UNLIMITED} or {@link #UNKNOWN}
   */
  public static long hard(LockLimits limits) {
    return number(Objects.requireNonNull(limits, "limits").hard());
  }

  private static long number(Limit limit) {
    return limit.bytes().orElse(limit.isUnlimited() ? UNLIMITED : UNKNOWN);
  }

  /**
   * What the whole process has locked.
   *
   * @param limits of a process
   * @return bytes, or {@link #UNKNOWN}
   */
  public static long locked(LockLimits limits) {
    return Objects.requireNonNull(limits, "limits").lockedBytes().orElse(UNKNOWN);
  }
}
