package io.github.pagelock;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much this process may lock, and how much of it is locked, in bytes, at one moment. Immutable;
 * more may be told one day, so it is made by {@link #of} and {@link #withExemption}.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/getrlimit.html">POSIX
 *     getrlimit</a>
 */
public final class LockLimits {
  /** No limit. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** The provider cannot tell. */
  public static final long UNKNOWN = -1;

  /** A provider that can tell nothing. */
  public static final LockLimits ALL_UNKNOWN = of(UNKNOWN, UNKNOWN, UNKNOWN);

  private final long softBytes;
  private final long hardBytes;
  private final long lockedBytes;
  private final boolean exempt;
  private final String exemption;

  private LockLimits(
      long softBytes, long hardBytes, long lockedBytes, boolean exempt, String exemption) {
    this.softBytes = softBytes;
    this.hardBytes = hardBytes;
    this.lockedBytes = lockedBytes;
    this.exempt = exempt;
    this.exemption = exemption;
  }

  /**
   * Limits that bind, where there is no privilege that exempts from them; for providers.
   *
   * @param softBytes the limit in force, in bytes, or {@link #UNLIMITED} or {@link #UNKNOWN}
   * @param hardBytes what the process may raise it to, in bytes, or {@link #UNLIMITED} or {@link
   *     #UNKNOWN}
   * @param lockedBytes what the whole process has locked, in bytes, or {@link #UNKNOWN}
   * @return these limits
   */
  public static LockLimits of(long softBytes, long hardBytes, long lockedBytes) {
    return new LockLimits(softBytes, hardBytes, lockedBytes, false, "");
  }

  /**
   * The same numbers, where a privilege would exempt from the limit, or does; for providers.
   *
   * @param exempt whether this process has the privilege, so that the limit does not bind it
   * @param privilege such as {@code effective CAP_IPC_LOCK}; empty where there is none
   * @return such limits
   */
  public LockLimits withExemption(boolean exempt, String privilege) {
    Objects.requireNonNull(privilege, "privilege");
    return new LockLimits(softBytes, hardBytes, lockedBytes, exempt, privilege);
  }

  /**
   * The limit in force (POSIX RLIMIT_MEMLOCK, soft).
   *
   * @return bytes, {@link #UNLIMITED}, or {@link #UNKNOWN} where the provider cannot tell
   */
  public long softBytes() {
    return softBytes;
  }

  /**
   * What the process may raise the soft limit to (POSIX RLIMIT_MEMLOCK, hard).
   *
   * @return bytes, {@link #UNLIMITED}, or {@link #UNKNOWN} where the provider cannot tell
   */
  public long hardBytes() {
    return hardBytes;
  }

  /**
   * What the whole process has locked, by whomever.
   *
   * @return bytes, or {@link #UNKNOWN} where the provider cannot tell
   */
  public long lockedBytes() {
    return lockedBytes;
  }

  /**
   * Whether the limit does not bind this process.
   *
   * @return true if it has the privilege that {@link #exemption} names
   */
  public boolean exempt() {
    return exempt;
  }

  /**
   * The privilege that exempts from the limit.
   *
   * @return such as {@code effective CAP_IPC_LOCK}; empty where there is none
   */
  public String exemption() {
    return exemption;
  }

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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LockLimits that
        && softBytes == that.softBytes
        && hardBytes == that.hardBytes
        && lockedBytes == that.lockedBytes
        && exempt == that.exempt
        && exemption.equals(that.exemption);
  }

  @Override
  public int hashCode() {
    return Objects.hash(softBytes, hardBytes, lockedBytes, exempt, exemption);
  }
}
