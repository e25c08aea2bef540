package io.github.pagelock.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many mappings the process has, and may have. Immutable; more may be told one day, so it is
 * made by {@link #of}.
 */
public final class MappingRoom {
  /** The provider cannot tell. */
  public static final long UNKNOWN = -1;

  /** What of {@link #max()} no lock may use, in percent: a JVM that can map nothing more dies. */
  public static final int KEPT_FREE_PERCENT = 10;

  /** Mappings that a lock adds at most: a range in the middle of a mapping splits it into three. */
  public static final int PER_LOCK = 2;

  /** A provider that can tell nothing. */
  public static final MappingRoom ALL_UNKNOWN = of(UNKNOWN, UNKNOWN);

  private final long count;
  private final long max;

  private MappingRoom(long count, long max) {
    this.count = count;
    this.max = max;
  }

  /**
   * So many of so many.
   *
   * @param count mappings now, or {@link #UNKNOWN}
   * @param max the most mappings that the kernel allows, or {@link #UNKNOWN}
   * @return this room
   */
  public static MappingRoom of(long count, long max) {
    return new MappingRoom(count, max);
  }

  /**
   * How many there are.
   *
   * @return mappings, or {@link #UNKNOWN} where the provider cannot tell
   */
  public long count() {
    return count;
  }

  /**
   * How many there may be (Linux: vm.max_map_count).
   *
   * @return mappings, or {@link #UNKNOWN} where the provider cannot tell
   */
  public long max() {
    return max;
  }

  /**
   * Whether all but {@link #KEPT_FREE_PERCENT} % suffices for more mappings.
   *
   * @param more mappings than {@link #count()}; less than 0 if some have gone since
   * @return true also where the provider cannot tell
   */
  public boolean hasRoomFor(long more) {
    return count == UNKNOWN || max == UNKNOWN || count + more <= max - keptFree();
  }

  private long keptFree() {
    return max / 100 * KEPT_FREE_PERCENT + max % 100 * KEPT_FREE_PERCENT / 100;
  }

  /**
   * With how many mappings a process has room: the other way round of {@link #hasRoomFor}.
   *
   * @param mappings that it needs
   * @return how many it has to be allowed
   */
  public static long neededFor(long mappings) {
    return mappings + mappings * KEPT_FREE_PERCENT / (100 - KEPT_FREE_PERCENT) + 1;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MappingRoom that && count == that.count && max == that.max;
  }

  @Override
  public int hashCode() {
    return Objects.hash(count, max);
  }

  /** Each by its name. */
  @Override
  public String toString() {
    return "MappingRoom[count=" + count + ", max=" + max + ']';
  }
}
