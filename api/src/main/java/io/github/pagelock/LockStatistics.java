package io.github.pagelock;

import io.github.pagelock.PageLockException.Reason;
import java.util.Map;

/**
 * What a locker holds and has done, read at about one moment: the numbers are exact once nothing is
 * under way.
 *
 * @param liveHandles handles of this locker that are open and hold a lock
 * @param heldBytes bytes of the pages that are held in the lock domain, by all lockers that share
 *     it, each page once
 * @param heldIntervals contiguous runs of pages with the same holds in the lock domain, those that
 *     a kernel call is under way for included; each costs up to two mappings
 * @param pendingLocks asynchronous requests of this locker that have not ended
 * @param chunks kernel calls of this locker that locked, populated or unlocked, each for at most a
 *     chunk, failed ones too
 * @param longestChunkNanos nanoseconds of the longest of these calls, 0 if there was none; calls
 *     for less than 256 KiB are timed only while they are being recorded
 * @param longestChunkBytes bytes that this call covered
 * @param failures how many locks and unlocks of this locker have failed, by reason, and how many
 *     were cancelled; reasons that did not occur are absent; immutable
 * @see PageLocker#statistics()
 */
public record LockStatistics(
    long liveHandles,
    long heldBytes,
    long heldIntervals,
    int pendingLocks,
    long chunks,
    long longestChunkNanos,
    long longestChunkBytes,
    Map<Reason, Long> failures) {

  /**
   * Copies the map; all else as above.
   *
   * @param liveHandles handles
   * @param heldBytes bytes
   * @param heldIntervals intervals
   * @param pendingLocks requests
   * @param chunks kernel calls
   * @param longestChunkNanos nanoseconds
   * @param longestChunkBytes bytes
   * @param failures count by reason
   */
  public LockStatistics {
    failures = Map.copyOf(failures);
  }
}
