package io.github.pagelock;

import java.util.Map;

/**
 * A locker's {@link LockStatistics} for JMX clients. Each attribute is read at its own moment.
 *
 * @see PageLocker#registerMXBean
 */
public interface LockStatisticsMXBean {
  /**
   * The provider's name.
   *
   * @return such as {@code linux}
   */
  String getProvider();

  /**
   * {@link LockStatistics#liveHandles()}.
   *
   * @return handles
   */
  long getLiveHandles();

  /**
   * {@link LockStatistics#heldBytes()}.
   *
   * @return bytes
   */
  long getHeldBytes();

  /**
   * {@link LockStatistics#heldIntervals()}.
   *
   * @return intervals
   */
  long getHeldIntervals();

  /**
   * {@link LockStatistics#pendingLocks()}.
   *
   * @return requests
   */
  long getPendingLocks();

  /**
   * {@link LockStatistics#chunks()}.
   *
   * @return kernel calls
   */
  long getChunks();

  /**
   * {@link LockStatistics#longestChunkNanos()}.
   *
   * @return nanoseconds
   */
  long getLongestChunkNanos();

  /**
   * {@link LockStatistics#longestChunkBytes()}.
   *
   * @return bytes
   */
  long getLongestChunkBytes();

  /**
   * {@link LockStatistics#failures()}.
   *
   * @return how many, by the name of the reason; reasons that did not occur are absent
   */
  Map<String, Long> getFailures();
}
