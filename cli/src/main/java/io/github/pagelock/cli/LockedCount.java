package io.github.pagelock.cli;

import io.github.pagelock.Capability;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.LimitNumbers;

/** What the system counts as locked by this process, and its word for that. */
final class LockedCount {
  private LockedCount() {}

  private static LockLimits limits(PageLocker locker) {
    return locker.capabilities().contains(Capability.LIMITS)
        ? locker.limits()
        : LockLimits.ALL_UNKNOWN;
  }

  /** In bytes, or {@link LimitNumbers#UNKNOWN}. */
  static long bytes(PageLocker locker) {
    return LimitNumbers.locked(limits(locker));
  }

  static String name(PageLocker locker) {
    return limits(locker).lockedName();
  }
}
