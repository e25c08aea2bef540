package io.github.pagelock;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says why memory could not be locked or unlocked, with the kernel's errno, the limits in force and
 * the cure.
 *
 * <p>errno alone is ambiguous (Linux's ENOMEM is the limit, a hole in the range, or too many
 * mappings), so {@link #reason()} says what the provider found out.
 */
public final class PageLockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a call failed. */
  public enum Reason {
    /** A limit on locked bytes, on mappings or on memory would be exceeded. */
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
    /** The provider cannot do this; see {@link Capability}. */
    UNSUPPORTED,
    /** Anything else; see {@link #errno()}. */
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

  private final transient @Nullable LockLimits limits;
  private final transient @Nullable Diagnosis diagnosis;

  private PageLockException(Builder builder) {
    super(builder.message(), builder.causedBy);
    this.reason = builder.reason;
    this.operation = builder.operation;
    this.address = builder.address;
    this.byteCount = builder.byteCount;
    this.errno = builder.errno;
    this.errnoName = builder.errnoName;
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
    return new Builder(reason, operation, address, byteCount);
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
    return new Builder(diagnosis.cause().reason(), operation, address, byteCount)
        .diagnosis(diagnosis);
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
   * Where the call failed.
   *
   * @return a virtual address; 0 if no address was found
   */
  public long address() {
    return address;
  }

  /**
   * How many bytes the call that failed was for.
   *
   * @return bytes
   */
  public long byteCount() {
    return byteCount;
  }

  /**
   * The kernel's error number on this operating system.
   *
   * @return errno, or 0 if the kernel was not asked
   */
  public int errno() {
    return errno;
  }

  /**
   * The kernel's error by name, such as {@code ENOMEM}.
   *
   * @return the name, or an empty string if the kernel was not asked
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
    return Optional.ofNullable(diagnosis);
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
    private @Nullable Diagnosis diagnosis;
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
      this.errnoName = name;
      return this;
    }

    /**
     * What went wrong where nothing is to be diagnosed, in one sentence without a full stop.
     *
     * @param sentence what went wrong, with its numbers
     * @return this builder
     */
    public Builder because(String sentence) {
      this.because = sentence;
      return this;
    }

    /**
     * The limits at the time of the failure.
     *
     * @param limits as the kernel told them
     * @return this builder
     */
    public Builder limits(LockLimits limits) {
      this.limits = limits;
      return this;
    }

    /**
     * The cause and the cure, which the message tells; instead of {@link #because}.
     *
     * @param diagnosis why it failed
     * @return this builder
     */
    public Builder diagnosis(Diagnosis diagnosis) {
      this.diagnosis = diagnosis;
      return because(diagnosis.explanation());
    }

    /**
     * The exception behind this one.
     *
     * @param throwable the cause, or null
     * @return this builder
     */
    @SuppressWarnings("exports") // as above
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

    private String message() {
      StringBuilder text = new StringBuilder(operation);
      if (byteCount != 0) {
        text.append("(0x").append(Long.toHexString(address)).append(", ").append(byteCount);
        text.append(" bytes)");
      }
      text.append(errno == 0 ? " refused" : " failed with " + errnoName + " (errno " + errno + ")");
      text.append(": ").append(reason);
      if (!because.isEmpty()) {
        text.append(": ").append(because);
      }
      if (limits != null) {
        text.append("; ").append(limits);
      }
      text.append('.');
      String cure = diagnosis == null ? "" : diagnosis.cure().toString();
      if (!cure.isEmpty()) {
        text.append(' ').append(cure);
      }
      return text.toString();
    }
  }
}
