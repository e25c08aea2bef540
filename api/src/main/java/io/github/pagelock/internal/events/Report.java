package io.github.pagelock.internal.events;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a lock, an unlock or a pending lock, for those who record.
 *
 * @param address the first page, or what the failure says where it is not known
 * @param byteCount bytes asked for, before rounding
 * @param pageBytes bytes of the pages that were locked or unlocked; 0 if none were
 * @param failure why nothing was locked, or not everything unlocked
 */
public record Report(
    String provider,
    LockMode mode,
    long address,
    long byteCount,
    long pageBytes,
    Outcome outcome,
    @Nullable PageLockException failure) {

  /** How it ended. */
  public enum Outcome {
    LOCKED,
    UNLOCKED,
    FAILED,
    /** It failed, and LockPolicy.BEST_EFFORT gave a handle all the same. */
    DEGRADED,
    CANCELLED
  }

  boolean isSuccess() {
    return outcome == Outcome.LOCKED || outcome == Outcome.UNLOCKED;
  }
}
