package io.github.pagelock;

import io.github.pagelock.PageLockException.Reason;

/**
 * Why a lock is refused, or would be: the one cause, in a sentence with its numbers, and the cure.
 * {@link PageLockException} carries the same for a lock that failed.
 *
 * @param cause what it is
 * @param explanation one sentence with the numbers, without a full stop
 * @param cure what to do
 * @see PageLocker#diagnose(MemoryRange)
 */
public record Diagnosis(Cause cause, String explanation, Cure cure) {
  /** What prevents a lock. */
  public enum Cause {
    /** Nothing that can be known without trying. */
    NONE(Reason.OTHER),
    /** The limit on locked bytes (POSIX RLIMIT_MEMLOCK). */
    LIMIT(Reason.LIMIT_EXCEEDED),
    /** That limit is 0. */
    LIMIT_ZERO(Reason.NOT_PERMITTED),
    /** A policy forbids the call, such as a seccomp filter or a security module. */
    POLICY(Reason.NOT_PERMITTED),
    /** The process lacks a privilege that the system asks for (FreeBSD: unprivileged_mlock). */
    PRIVILEGE(Reason.NOT_PERMITTED),
    /** The system's own limit on all locked memory (FreeBSD: vm.max_user_wired). */
    SYSTEM_LIMIT(Reason.LIMIT_EXCEEDED),
    /** Part of the range is not mapped. */
    HOLE(Reason.NOT_MAPPED),
    /** Part of the range may not be accessed (POSIX PROT_NONE). */
    NO_ACCESS(Reason.NOT_MAPPED),
    /** Part of the range lies beyond the end of its file. */
    END_OF_FILE(Reason.NOT_MAPPED),
    /** The mappings that the process may have are used up (Linux: vm.max_map_count). */
    MAPPINGS(Reason.LIMIT_EXCEEDED),
    /** The system has too little memory left. */
    MEMORY(Reason.LIMIT_EXCEEDED),
    /** A memory cgroup has too little memory left. */
    MEMORY_CGROUP(Reason.LIMIT_EXCEEDED),
    /** The kernel could not make pages resident just now (EAGAIN). */
    BUSY(Reason.TRY_AGAIN),
    /** The operating system does not have the call. */
    MISSING_CALL(Reason.UNSUPPORTED),
    /** There is no provider. */
    NO_PROVIDER(Reason.UNSUPPORTED),
    /** Not found out. */
    UNKNOWN(Reason.OTHER);

    private final Reason reason;

    Cause(Reason reason) {
      this.reason = reason;
    }

    /**
     * The reason of a lock that fails for this cause.
     *
     * @return what {@link PageLockException#reason()} says then
     */
    public Reason reason() {
      return reason;
    }
  }

  /**
   * Whether something prevents the lock.
   *
   * @return false for {@link Cause#NONE}
   */
  public boolean isProblem() {
    return cause != Cause.NONE;
  }

  /** Cause, explanation and cure in one line. */
  @Override
  public String toString() {
    String done = cause + ": " + explanation + ".";
    String cured = cure.toString();
    return cured.isEmpty() ? done : done + " " + cured;
  }
}
