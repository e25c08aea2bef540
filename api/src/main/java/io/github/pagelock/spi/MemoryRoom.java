package io.github.pagelock.spi;

/**
 * How much more memory can become resident before the kernel has to kill a process.
 *
 * @param availableBytes the least of what the system and every memory cgroup above the process have
 *     left, in bytes, or {@link #UNKNOWN}
 * @param boundBy what has so little left, such as {@code MemAvailable}, or {@link #CGROUP} and a
 *     cgroup's path
 */
public record MemoryRoom(long availableBytes, String boundBy) {
  /** The provider cannot tell. */
  public static final long UNKNOWN = -1;

  /** How {@link #boundBy} begins where it is a memory cgroup. */
  public static final String CGROUP = "memory cgroup ";

  /** A provider that can tell nothing. */
  public static final MemoryRoom ALL_UNKNOWN = new MemoryRoom(UNKNOWN, "");

  /**
   * Whether a memory cgroup binds, not the system.
   *
   * @return true if {@link #boundBy} is a memory cgroup
   */
  public boolean isCgroup() {
    return boundBy.startsWith(CGROUP);
  }
}
