package io.github.pagelock.spi;

/**
 * How many mappings the process has, and may have.
 *
 * @param count mappings now, or {@link #UNKNOWN}
 * @param max the most that the kernel allows (Linux: vm.max_map_count), or {@link #UNKNOWN}
 */
public record MappingRoom(long count, long max) {
  /** The provider cannot tell. */
  public static final long UNKNOWN = -1;

  /** A provider that can tell nothing. */
  public static final MappingRoom ALL_UNKNOWN = new MappingRoom(UNKNOWN, UNKNOWN);
}
