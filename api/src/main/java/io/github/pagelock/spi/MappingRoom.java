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
