package io.github.pagelock.spi;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.internal.base.KnownFailure;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a provider knows about a call that failed, on its way to become a {@link PageLockException}.
 * Not safe for use by several threads.
 */
public final class LockFailure {
  private final Reason reason;
  private final String operation;
  private final long address;
  private final long byteCount;
  private int errno;
  private String errnoName = "";
  private String because = "";
  private @Nullable LockLimits limits;
  private @Nullable Supplier<Diagnosis> diagnosis;
  private @Nullable Throwable causedBy;

  private LockFailure(Reason reason, String operation, long address, long byteCount) {
    this.reason = reason;
    this.operation = operation;
    this.address = address;
    this.byteCount = byteCount;
  }

  /**
   * Begins an exception about a call on a range.
   *
   * @param reason why it failed
   * @param operation the call, such as {@code mlock}
   * @param address the range's first byte
   * @param byteCount the range's size in bytes
   * @return what is known so far
   */
  public static LockFailure of(Reason reason, String operation, long address, long byteCount) {
    return new LockFailure(
        Objects.requireNonNull(reason, "reason"),
        Objects.requireNonNull(operation, "operation"),
        address,
        byteCount);
  }

  /**
   * Begins an exception about a call on a range whose cause is known.
   *
   * @param diagnosis the cause, which tells the reason, and the cure
   * @param operation the call, such as {@code mlock}
   * @param address the range's first byte
   * @param byteCount the range's size in bytes
   * @return what is known so far
   */
  public static LockFailure of(
      Diagnosis diagnosis, String operation, long address, long byteCount) {
    Objects.requireNonNull(diagnosis, "diagnosis");
    return of(diagnosis.cause().reason(), operation, address, byteCount).diagnosis(diagnosis);
  }

  /**
   * Begins an exception about a call on a range whose cause is known, and whose sentence and cure
   * are made when somebody asks for them.
   *
   * @param cause which tells the reason
   * @param diagnosis makes the sentence and the cure, of this cause. It says what was true when the
   *     call failed, so it reads nothing that can change. It is called when somebody asks, on any
   *     thread, by several at once if they ask at once
   * @param operation the call, such as {@code mlock}
   * @param address the range's first byte
   * @param byteCount the range's size in bytes
   * @return what is known so far
   */
  public static LockFailure of(
      Cause cause, Supplier<Diagnosis> diagnosis, String operation, long address, long byteCount) {
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(diagnosis, "diagnosis");
    LockFailure failure = of(cause.reason(), operation, address, byteCount);
    failure.diagnosis = () -> made(cause, diagnosis);
    return failure;
  }

  static PageLockException unsupported(
      Capability missing, String operation, long address, long byteCount) {
    return of(Reason.UNSUPPORTED, operation, address, byteCount)
        .because("the provider does not have the capability " + missing)
        .build();
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
   * The kernel's error.
   *
   * @param number errno on this operating system
   * @param name such as {@code ENOMEM}
   * @return this
   */
  public LockFailure errno(int number, String name) {
    this.errno = number;
    this.errnoName = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * What went wrong where nothing is to be diagnosed, in one sentence without a full stop.
   *
   * @param sentence what went wrong, with its numbers
   * @return this
   */
  public LockFailure because(String sentence) {
    this.because = Objects.requireNonNull(sentence, "sentence");
    return this;
  }

  /**
   * The limits at the time of the failure.
   *
   * @param limits as the kernel told them
   * @return this
   */
  public LockFailure limits(LockLimits limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
    return this;
  }

  /**
   * The cause and the cure, which the message tells; instead of {@link #because}.
   *
   * @param diagnosis why it failed
   * @return this
   */
  public LockFailure diagnosis(Diagnosis diagnosis) {
    Objects.requireNonNull(diagnosis, "diagnosis");
    this.diagnosis = () -> diagnosis;
    return because("");
  }

  /**
   * The exception behind this one.
   *
   * @param throwable the cause, or null
   * @return this
   */
  public LockFailure causedBy(@Nullable Throwable throwable) {
    this.causedBy = throwable;
    return this;
  }

  /**
   * Makes the exception.
   *
   * @return an exception to throw
   */
  public PageLockException build() {
    return new PageLockException(
        new KnownFailure(
            reason, operation, address, byteCount, errno, errnoName, because, limits, diagnosis,
            causedBy));
  }
}
