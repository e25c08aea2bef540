package io.github.pagelock;

import io.github.pagelock.internal.base.KnownFailure;
import io.github.pagelock.spi.LockFailure;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says why memory could not be locked or unlocked, with the kernel's errno, the limits in force and
 * the cure.
 *
 * <p>errno alone is ambiguous (Linux's ENOMEM is the limit, a hole in the range, or too many
 * mappings), so {@link #reason()} says what the provider found out.
 *
 * <p>The numbers are those of the moment of the failure. The sentence and the cure are made from
 * them when somebody asks for the message or the diagnosis, so that a program that expects to be
 * refused does not pay for them.
 */
public final class PageLockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a call failed. May grow: a {@code switch} over it needs a default. */
  public enum Reason {
    /** A limit on locked bytes, on mappings, on memory or on a file system would be exceeded. */
    LIMIT_EXCEEDED,
    /** This process may not lock any memory (EPERM). */
    NOT_PERMITTED,
    /** Part of the range is not mapped, not accessible, or beyond the end of its file. */
    NOT_MAPPED,
    /** The kernel could not lock some pages just now (EAGAIN). */
    TRY_AGAIN,
    /** Too many pending locks. */
    QUEUE_FULL,
    /** A pending lock was cancelled. */
    CANCELLED,
    /** Pages that are still mapped could not be unlocked. */
    UNLOCK_FAILED,
    /** It cannot be done here; see {@link Capability}, and {@link Diagnosis.Cause}. */
    UNSUPPORTED,
    /** Anything else, an I/O error for instance; see {@link #diagnosis()} and {@link #errno()}. */
    OTHER
  }

  /** Why the call failed. */
  private final Reason reason;

  /** The call that failed. */
  private final String operation;

  /** The first byte. */
  private final long address;

  /** The size in bytes. */
  private final long byteCount;

  /** The error number. */
  private final int errno;

  /** The error by name. */
  private final String errnoName;

  /** What {@link #getMessage} says. */
  private volatile @Nullable String message;

  private final transient String because;
  private final transient @Nullable LockLimits limits;
  private final transient @Nullable Late<Diagnosis> diagnosis;

  /**
   * For {@link LockFailure#build()}, which is how a provider makes one.
   *
   * @param known what is known about the failure
   */
  @SuppressWarnings("exports") // Nobody else can.
  public PageLockException(KnownFailure known) {
    super(null, Objects.requireNonNull(known, "known").cause());
    this.reason = known.reason();
    this.operation = known.operation();
    this.address = known.address();
    this.byteCount = known.byteCount();
    this.errno = known.errno();
    this.errnoName = known.errnoName();
    this.because = known.because();
    this.limits = known.limits();
    this.diagnosis = known.diagnosis() == null ? null : new Late<>(known.diagnosis());
  }

  /**
   * What failed, with the numbers of that moment, why, and what to do; made at the first call.
   *
   * @return one line
   */
  @Override
  public String getMessage() {
    String told = message;
    if (told == null) {
      try {
        told = FailureText.of(this, because);
      } catch (OutOfMemoryError untold) {
        // Whoever asks is in trouble already: no second failure.
        return "there is no memory to say what failed";
      }
      message = told;
    }
    return told;
  }

  /**
   * The diagnosis does not go along, so the message is made before.
   *
   * @param out where it is written
   * @throws IOException if it cannot be written
   */
  private void writeObject(ObjectOutputStream out) throws IOException {
    message = getMessage();
    out.defaultWriteObject();
  }

  /**
   * Why the call failed.
   *
   * @return what the provider found out
   */
  public Reason reason() {
    return reason;
  }

  /**
   * The call that failed, such as {@code mlock}; {@code lock} if the kernel was not asked.
   *
   * @return the name of the call
   */
  public String operation() {
    return operation;
  }

  /**
   * The first byte of {@link #byteCount}.
   *
   * @return a virtual address; 0 if no address was found
   */
  public long address() {
    return address;
  }

  /**
   * How many bytes the call that failed was for: at most a chunk (32 MiB) of what was asked for,
   * where the kernel refused; all of it, rounded to pages, where the kernel was not asked.
   *
   * @return bytes
   */
  public long byteCount() {
    return byteCount;
  }

  /**
   * The kernel's error number on this operating system; ECANCELED's where a request was cancelled,
   * also where threads did what aio_mlock does. It is told here and nowhere else.
   *
   * @return errno, or 0 if the kernel was not asked, or the provider does not tell ECANCELED's
   * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/aio_error.html">POSIX
   *     aio_error</a>
   */
  public int errno() {
    return errno;
  }

  /**
   * The error of {@link #errno} by name, such as {@code ENOMEM}.
   *
   * @return the name, or an empty string if {@link #errno} is 0
   */
  public String errnoName() {
    return errnoName;
  }

  /**
   * The limits at the time of the failure.
   *
   * @return limits, or empty where they have nothing to do with it or cannot be told
   */
  public Optional<LockLimits> limits() {
    return Optional.ofNullable(limits);
  }

  /**
   * The one cause, and the cure for how this process was started.
   *
   * @return the diagnosis; empty where nothing is wrong with the process (QUEUE_FULL, CANCELLED, a
   *     missing capability), and in an exception that was deserialized
   */
  public Optional<Diagnosis> diagnosis() {
    return diagnosis == null ? Optional.empty() : Optional.of(diagnosis.get());
  }

  /**
   * What to do about it.
   *
   * @return the best remedy of the diagnosis, or empty if none is known
   */
  public Optional<Remedy> remedy() {
    return diagnosis().flatMap(known -> known.cure().best());
  }
}
