package io.github.pagelock.spi;

/**
 * Which limit a lock would exceed; a provider knows the cure for each, and has {@link
 * io.github.pagelock.Cure#NONE} for one that it does not know.
 *
 * <p>May grow: a {@code switch} over it needs a default.
 */
public enum Bound {
  /** The bytes that the process may lock (RLIMIT_MEMLOCK). */
  LOCKED_BYTES,
  /** The mappings that the process may have (Linux: vm.max_map_count). */
  MAPPINGS,
  /** The memory that the system or a memory cgroup has left. */
  MEMORY
}
