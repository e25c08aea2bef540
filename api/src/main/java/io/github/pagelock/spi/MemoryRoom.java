package io.github.pagelock.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much more memory can become resident before the kernel has to kill a process, or throttles it
 * to a standstill. Immutable; more may be told one day, so it is made by {@link #of}.
 */
public final class MemoryRoom {
  /** The provider cannot tell. */
  public static final long UNKNOWN = -1;

  /** How {@link #boundBy} begins where it is a memory cgroup. */
  public static final String CGROUP = "memory cgroup ";

  /**
   * How {@link #boundBy} ends where a cgroup's processes are not killed but throttled beyond the
   * bound (Linux, cgroup 2: memory.high).
   */
  public static final String THROTTLES = " (memory.high)";

  /** What of the memory that is left no lock may take, in percent, so that the process lives on. */
  public static final int KEPT_FREE_PERCENT = 5;

  private static final int USABLE_PERCENT = 100 - KEPT_FREE_PERCENT;

  /** A provider that can tell nothing. */
  public static final MemoryRoom ALL_UNKNOWN = of(UNKNOWN, "");

  private final long availableBytes;
  private final String boundBy;

  private MemoryRoom(long availableBytes, String boundBy) {
    this.availableBytes = availableBytes;
    this.boundBy = boundBy;
  }

  /**
   * So much is left.
   *
   * @param availableBytes the least of what the system and every memory cgroup above the process
   *     have left, in bytes, or {@link #UNKNOWN}
   * @param boundBy what has so little left, as {@link #boundBy()}
   * @return this room
   */
  public static MemoryRoom of(long availableBytes, String boundBy) {
    return new MemoryRoom(availableBytes, Objects.requireNonNull(boundBy, "boundBy"));
  }

  /**
   * The least of what the system and every memory cgroup above the process have left.
   *
   * @return bytes, or {@link #UNKNOWN} where the provider cannot tell
   */
  public long availableBytes() {
    return availableBytes;
  }

  /**
   * What locks may take of it: all but {@link #KEPT_FREE_PERCENT} %.
   *
   * @return bytes, or {@link #UNKNOWN} where the provider cannot tell
   */
  public long usableBytes() {
    return availableBytes == UNKNOWN ? UNKNOWN : availableBytes / 100 * USABLE_PERCENT;
  }

  /**
   * With how much room a lock fits: the other way round of {@link #usableBytes()}.
   *
   * @param lockedBytes that the lock takes
   * @return bytes that have to be available
   */
  public static long neededFor(long lockedBytes) {
    return lockedBytes / USABLE_PERCENT * 100 + 100;
  }

  /**
   * What has so little left.
   *
   * @return such as {@code MemAvailable}, or {@link #CGROUP} and a cgroup's path, with {@link
   *     #THROTTLES} behind it where that is what binds; may be empty where nothing is known
   */
  public String boundBy() {
    return boundBy;
  }

  /**
   * Whether a memory cgroup binds, not the system.
   *
   * @return true if {@link #boundBy} is a memory cgroup
   */
  public boolean isCgroup() {
    return boundBy.startsWith(CGROUP);
  }

  /**
   * Whether the kernel throttles beyond the bound instead of killing.
   *
   * @return true if {@link #boundBy} is such a bound of a memory cgroup
   */
  public boolean throttles() {
    return isCgroup() && boundBy.endsWith(THROTTLES);
  }

  /**
   * The room that is left without some bytes.
   *
   * @param bytes to take away
   * @return at least 0 bytes, or unknown if this is
   */
  public MemoryRoom minus(long bytes) {
    return availableBytes == UNKNOWN ? this : of(Math.max(0, availableBytes - bytes), boundBy);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemoryRoom that
        && availableBytes == that.availableBytes
        && boundBy.equals(that.boundBy);
  }

  @Override
  public int hashCode() {
    return Objects.hash(availableBytes, boundBy);
  }

  /** Each by its name. */
  @Override
  public String toString() {
    return "MemoryRoom[availableBytes=" + availableBytes + ", boundBy=" + boundBy + ']';
  }
}
