package io.github.pagelock;

import io.github.pagelock.PageLockException.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a lock is refused, or would be: the one cause, in a sentence with its numbers, and the cure.
 * {@link PageLockException} carries the same for a lock that failed. Immutable; more may be told
 * one day, so it is made by {@link #of}.
 *
 * @see PageLocker#diagnose(MemoryRange)
 */
public final class Diagnosis {
  private final Cause cause;
  private final String explanation;
  private final Cure cure;

  private Diagnosis(Cause cause, String explanation, Cure cure) {
    this.cause = cause;
    this.explanation = explanation;
    this.cure = cure;
  }

  /**
   * A diagnosis; for providers. {@code spi.Diagnoses} has the sentences for most causes.
   *
   * @param cause what it is
   * @param explanation one sentence with the numbers, without a full stop
   * @param cure what to do
   * @return this diagnosis
   */
  public static Diagnosis of(Cause cause, String explanation, Cure cure) {
    return new Diagnosis(
        Objects.requireNonNull(cause, "cause"),
        Objects.requireNonNull(explanation, "explanation"),
        Objects.requireNonNull(cure, "cure"));
  }

  /**
   * What it is.
   *
   * @return {@link Cause#NONE} if nothing is wrong, {@link Cause#UNKNOWN} if nobody found out
   */
  public Cause cause() {
    return cause;
  }

  /**
   * What it is in words.
   *
   * @return one sentence with the numbers, without a full stop
   */
  public String explanation() {
    return explanation;
  }

  /**
   * What to do.
   *
   * @return the cure for how this process was started; {@link Cure#NONE} if none is known
   */
  public Cure cure() {
    return cure;
  }

  /** What prevents a lock. May grow: a {@code switch} over it needs a default. */
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
    /** Part of the range cannot be read: an I/O error of its file, or memory that is broken. */
    IO_ERROR(Reason.OTHER),
    /**
     * Pages that a lock would have to make have no room: those of a file's holes in a full tmpfs,
     * or huge pages in a pool that is used up.
     */
    FILE_SYSTEM_FULL(Reason.LIMIT_EXCEEDED),
    /**
     * The memory is locked by nature (Linux: memfd_secret), its lock call fails, and pages that
     * nobody has touched yet cannot be made resident from outside.
     */
    SECRET_MEMORY(Reason.UNSUPPORTED),
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Diagnosis that
        && cause == that.cause
        && explanation.equals(that.explanation)
        && cure.equals(that.cure);
  }

  @Override
  public int hashCode() {
    return Objects.hash(cause, explanation, cure);
  }

  /** Cause, explanation and cure in one line. */
  @Override
  public String toString() {
    String done = cause + ": " + explanation + ".";
    String cured = cure.toString();
    return cured.isEmpty() ? done : done + " " + cured;
  }
}
