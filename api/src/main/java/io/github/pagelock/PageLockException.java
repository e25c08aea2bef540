package io.github.pagelock;

import io.github.pagelock.Diagnosis.Cause;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
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

  /**
   * @serial why the call failed
   */
  private final Reason reason;

  /**
   * @serial the call that failed
   */
  private final String operation;

  /**
   * @serial the first byte
   */
  private final long address;

  /**
   * @serial the size in bytes
   */
  private final long byteCount;

  /**
   * @serial the error number
   */
  private final int errno;

  /**
   * @serial the error by name
   */
  private final String errnoName;

  /**
   * @serial what {@link #getMessage} says
   */
  private volatile @Nullable String message;

  private final transient String because;
  private final transient @Nullable LockLimits limits;
  private final transient @Nullable Late<Diagnosis> diagnosis;

  private PageLockException(Builder builder) {
    super(null, builder.causedBy);
    this.reason = builder.reason;
    this.operation = builder.operation;
    this.address = builder.address;
    this.byteCount = builder.byteCount;
    this.errno = builder.errno;
    this.errnoName = builder.errnoName;
    this.because = builder.because;
    this.limits = builder.limits;
    this.diagnosis = builder.diagnosis;
  }

  /**
   * Begins an exception about a call on a range; for providers.
   *
   * @param reason why it failed
   * @param operation the call, such as {@code mlock}
   * @param address the range's first byte
   * @param byteCount the range's size in bytes
   * @return a builder for the rest
   */
  public static Builder of(Reason reason, String operation, long address, long byteCount) {
    return new Builder(
        Objects.requireNonNull(reason, "reason"),
        Objects.requireNonNull(operation, "operation"),
        address,
        byteCount);
  }

  /**
   * Begins an exception about a call on a range whose cause is known; for providers.
   *
   * @param diagnosis the cause, which tells the reason, and the cure
   * @param operation the call, such as {@code mlock}
   * @param address the range's first byte
   * @param byteCount the range's size in bytes
   * @return a builder for the rest
   */
  public static Builder of(Diagnosis diagnosis, String operation, long address, long byteCount) {
    Objects.requireNonNull(diagnosis, "diagnosis");
    return of(diagnosis.cause().reason(), operation, address, byteCount).diagnosis(diagnosis);
  }

  /**
   * Begins an exception about a call on a range whose cause is known, and whose sentence and cure
   * are made when somebody asks for them; for providers.
   *
   * @param cause which tells the reason
   * @param diagnosis makes the sentence and the cure, of this cause. It says what was true when the
   *     call failed, so it reads nothing that can change. It is called when somebody asks, on any
   *     thread, by several at once if they ask at once
   * @param operation the call, such as {@code mlock}
   * @param address the range's first byte
   * @param byteCount the range's size in bytes
   * @return a builder for the rest
   */
  public static Builder of(
      Cause cause, Supplier<Diagnosis> diagnosis, String operation, long address, long byteCount) {
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(diagnosis, "diagnosis");
    Builder builder = of(cause.reason(), operation, address, byteCount);
    builder.diagnosis = new Late<>(() -> made(cause, diagnosis));
    return builder;
  }

  /** Whoever asks for a message is in trouble already: no second exception. */
  private static Diagnosis made(Cause cause, Supplier<Diagnosis> maker) {
    try {
      return maker.get();
    } catch (RuntimeException | LinkageError cannotTell) {
      return Diagnosis.of(cause, "more about it cannot be told: " + cannotTell, Cure.NONE);
    }
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

  /** What a provider knows about a failure. Not safe for use by several threads. */
  public static final class Builder {
    private final Reason reason;
    private final String operation;
    private final long address;
    private final long byteCount;
    private int errno;
    private String errnoName = "";
    private String because = "";
    private @Nullable LockLimits limits;
    private @Nullable Late<Diagnosis> diagnosis;
    private @Nullable Throwable causedBy;

    private Builder(Reason reason, String operation, long address, long byteCount) {
      this.reason = reason;
      this.operation = operation;
      this.address = address;
      this.byteCount = byteCount;
    }

    /**
     * The kernel's error.
     *
     * @param number errno on this operating system
     * @param name such as {@code ENOMEM}
     * @return this builder
     */
    public Builder errno(int number, String name) {
      this.errno = number;
      this.errnoName = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * What went wrong where nothing is to be diagnosed, in one sentence without a full stop.
     *
     * @param sentence what went wrong, with its numbers
     * @return this builder
     */
    public Builder because(String sentence) {
      this.because = Objects.requireNonNull(sentence, "sentence");
      return this;
    }

    /**
     * The limits at the time of the failure.
     *
     * @param limits as the kernel told them
     * @return this builder
     */
    public Builder limits(LockLimits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * The cause and the cure, which the message tells; instead of {@link #because}.
     *
     * @param diagnosis why it failed
     * @return this builder
     */
    public Builder diagnosis(Diagnosis diagnosis) {
      Objects.requireNonNull(diagnosis, "diagnosis");
      this.diagnosis = new Late<>(() -> diagnosis);
      return because("");
    }

    /**
     * The exception behind this one.
     *
     * @param throwable the cause, or null
     * @return this builder
     */
    public Builder causedBy(@Nullable Throwable throwable) {
      this.causedBy = throwable;
      return this;
    }

    /**
     * Makes the exception.
     *
     * @return an exception to throw
     */
    public PageLockException build() {
      return new PageLockException(this);
    }
  }
}
