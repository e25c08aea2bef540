package io.github.pagelock;

/**
 * What the kernel says of a range right now, as told by {@link LockedRange#verify()}.
 *
 * <p>May grow: a {@code switch} over it needs a default.
 */
public enum KernelState {
  /**
   * Every page is locked and resident. So is memory that never leaves RAM, locked or not: huge
   * pages of Linux's hugetlbfs.
   */
  LOCKED,
  /**
   * Every page is locked from its first touch on; some have not been touched yet. Linux 5.10 and
   * 6.1 do not tell such a lock from a plain one: {@link #NOT_RESIDENT} there.
   */
  ON_FAULT,
  /** Some pages are locked and some are not, or some are mapped and some are not. */
  PARTLY,
  /** Every page is mapped and none is locked. */
  NOT_LOCKED,
  /**
   * Every page is locked, yet some are not resident: a file that was truncated, or pages that were
   * dropped by MADV_DONTNEED_LOCKED; or a lock on fault, where the kernel does not tell.
   */
  NOT_RESIDENT,
  /** No page is mapped any more. */
  NOT_MAPPED,
  /**
   * The kernel does not tell: a policy (Linux: a seccomp filter) refuses the calls that would (on
   * Linux msync or mincore), and what else could tell cannot be read (/proc/self/smaps).
   */
  UNKNOWN
}
