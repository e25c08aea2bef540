package io.github.pagelock;

import io.github.pagelock.PageLockException.Reason;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a locker holds and has done, read at about one moment: the numbers are exact once nothing is
 * under way. Immutable; more may be counted one day, so it is made by {@link #of}.
 *
 * @see PageLocker#statistics()
 */
public final class LockStatistics {
  private final long liveHandles;
  private final long heldBytes;
  private final long heldIntervals;
  private final int pendingLocks;
  private final long chunks;
  private final long longestChunkNanos;
  private final long longestChunkBytes;
  private final Map<Reason, Long> failures;

  private LockStatistics(
      long liveHandles,
      long heldBytes,
      long heldIntervals,
      int pendingLocks,
      long chunks,
      long longestChunkNanos,
      long longestChunkBytes,
      Map<Reason, Long> failures) {
    this.liveHandles = liveHandles;
    this.heldBytes = heldBytes;
    this.heldIntervals = heldIntervals;
    this.pendingLocks = pendingLocks;
    this.chunks = chunks;
    this.longestChunkNanos = longestChunkNanos;
    this.longestChunkBytes = longestChunkBytes;
    this.failures = failures;
  }

  /**
   * These numbers; for wrappers of a locker, and tests. What may be counted beside them is 0 then.
   *
   * @param liveHandles handles
   * @param heldBytes bytes
   * @param heldIntervals intervals
   * @param pendingLocks requests
   * @param chunks kernel calls
   * @param longestChunkNanos nanoseconds
   * @param longestChunkBytes bytes
   * @param failures count by reason; copied
   * @return these numbers
   */
  public static LockStatistics of(
      long liveHandles,
      long heldBytes,
      long heldIntervals,
      int pendingLocks,
      long chunks,
      long longestChunkNanos,
      long longestChunkBytes,
      Map<Reason, Long> failures) {
    return new LockStatistics(
        liveHandles,
        heldBytes,
        heldIntervals,
        pendingLocks,
        chunks,
        longestChunkNanos,
        longestChunkBytes,
        Map.copyOf(Objects.requireNonNull(failures, "failures")));
  }

  /**
   * Handles of this locker that are open and hold a lock.
   *
   * @return handles
   */
  public long liveHandles() {
    return liveHandles;
  }

  /**
   * The pages that are held in the lock domain, by all lockers that share it, each page once.
   *
   * @return bytes
   */
  public long heldBytes() {
    return heldBytes;
  }

  /**
   * Contiguous runs of pages with the same holds in the lock domain, those that a kernel call is
   * under way for included; each costs up to {@value io.github.pagelock.spi.MappingRoom#PER_LOCK}
   * mappings.
   *
   * @return intervals
   */
  public long heldIntervals() {
    return heldIntervals;
  }

  /**
   * Asynchronous requests of this locker that have not ended.
   *
   * @return requests
   */
  public int pendingLocks() {
    return pendingLocks;
  }

  /**
   * Kernel calls of this locker that locked, populated or unlocked, each for at most a chunk,
   * failed ones too.
   *
   * @return kernel calls
   */
  public long chunks() {
    return chunks;
  }

  /**
   * The longest of these calls; those for less than 256 KiB are timed only while they are being
   * recorded.
   *
   * @return nanoseconds, 0 if there was none
   */
  public long longestChunkNanos() {
    return longestChunkNanos;
  }

  /**
   * What the longest of these calls covered.
   *
   * @return bytes, 0 if there was none
   */
  public long longestChunkBytes() {
    return longestChunkBytes;
  }

  /**
   * How many locks and unlocks of this locker have failed, by reason, and how many were cancelled.
   *
   * @return counts; reasons that did not occur are absent; immutable
   */
  public Map<Reason, Long> failures() {
    return failures;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LockStatistics that
        && liveHandles == that.liveHandles
        && heldBytes == that.heldBytes
        && heldIntervals == that.heldIntervals
        && pendingLocks == that.pendingLocks
        && chunks == that.chunks
        && longestChunkNanos == that.longestChunkNanos
        && longestChunkBytes == that.longestChunkBytes
        && failures.equals(that.failures);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        liveHandles,
        heldBytes,
        heldIntervals,
        pendingLocks,
        chunks,
        longestChunkNanos,
        longestChunkBytes,
        failures);
  }

  /** Each by its name. */
  @Override
  public String toString() {
    return "LockStatistics[liveHandles="
        + liveHandles
        + ", heldBytes="
        + heldBytes
        + ", heldIntervals="
        + heldIntervals
        + ", pendingLocks="
        + pendingLocks
        + ", chunks="
        + chunks
        + ", longestChunkNanos="
        + longestChunkNanos
        + ", longestChunkBytes="
        + longestChunkBytes
        + ", failures="
        + failures
        + ']';
  }
}
