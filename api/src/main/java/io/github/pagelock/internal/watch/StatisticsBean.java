package io.github.pagelock.internal.watch;

import io.github.pagelock.LockStatistics;
import io.github.pagelock.LockStatisticsMXBean;
import io.github.pagelock.PageLocker;
import java.util.Map;
import java.util.TreeMap;

/** A locker's statistics, attribute by attribute. */
final class StatisticsBean implements LockStatisticsMXBean {
  private final PageLocker locker;

  StatisticsBean(PageLocker locker) {
    this.locker = locker;
  }

  private LockStatistics now() {
    return locker.statistics();
  }

  @Override
  public String getProvider() {
    return locker.provider().name();
  }

  @Override
  public long getLiveHandles() {
    return now().liveHandles();
  }

  @Override
  public long getHeldBytes() {
    return now().heldBytes();
  }

  @Override
  public long getHeldIntervals() {
    return now().heldIntervals();
  }

  @Override
  public long getPendingLocks() {
    return now().pendingLocks();
  }

  @Override
  public long getChunks() {
    return now().chunks();
  }

  @Override
  public long getLongestChunkNanos() {
    return now().longestChunkNanos();
  }

  @Override
  public long getLongestChunkBytes() {
    return now().longestChunkBytes();
  }

  @Override
  public Map<String, Long> getFailures() {
    Map<String, Long> byName = new TreeMap<>();
    now().failures().forEach((reason, count) -> byName.put(reason.name(), count));
    return byName;
  }
}
