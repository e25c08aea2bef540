package io.github.pagelock.internal.base;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockFailure;
import org.jspecify.annotations.Nullable;

/** The first failure is what the caller sees; later ones are suppressed in it (X4). */
public final class Failures {
  private Failures() {}

  /** The first of two; needs no memory, without which the later one is not kept. */
  public static Throwable first(@Nullable Throwable first, Throwable later) {
    if (first == null || first == later) {
      return later;
    }
    try {
      first.addSuppressed(later);
    } catch (OutOfMemoryError notKept) {
      // The first one matters.
    }
    return first;
  }

  /** Whether memory is what is missing: what failed may be tried again, and nothing was done. */
  static boolean isOfTheMachine(Throwable failure) {
    return failure instanceof VirtualMachineError;
  }

  /** What failed, as the exception that users see: whatever a provider has thrown. */
  public static PageLockException asException(Throwable why, long address, long byteCount) {
    if (why instanceof PageLockException known) {
      return known;
    }
    return LockFailure.of(Reason.OTHER, "lock", address, byteCount)
        .because("the provider failed: " + why)
        .causedBy(why)
        .build();
  }

  /**
   * What a call on the caller's own thread throws: an exception as users see it, an Error as it is
   * but for one that a provider's classes have caused.
   */
  public static RuntimeException asSeen(Throwable why, long address, long byteCount) {
    if (why instanceof Error error && !(why instanceof LinkageError)) {
      throw error;
    }
    return asException(why, address, byteCount);
  }
}
