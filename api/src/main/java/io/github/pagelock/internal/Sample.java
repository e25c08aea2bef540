package io.github.pagelock.internal;

import io.github.pagelock.LockLimits;
import io.github.pagelock.spi.MemoryRoom;

/** What the kernel said, and what the book held then. */
record Sample(
    LockLimits limits, MemoryRoom memory, Ledger.Totals totals, long nanoTime, boolean taken) {
  private static final long FRESH_NANOS = 1_000_000_000;

  static final Sample NONE =
      new Sample(
          LockLimits.ALL_UNKNOWN, MemoryRoom.ALL_UNKNOWN, new Ledger.Totals(0, 0, 0, 0), 0, false);

  boolean isFresh() {
    return taken && System.nanoTime() - nanoTime < FRESH_NANOS;
  }

  /** Bytes that the process would have locked, at least. */
  long lockedWith(long newBytes, Ledger.Totals now) {
    return limits.lockedBytes()
        + (now.bookedBytes() - totals.bookedBytes())
        + now.reservedBytes()
        + newBytes;
  }

  boolean exceedsLimit(long newBytes, Ledger.Totals now) {
    return mayBind(newBytes) && lockedWith(newBytes, now) > limits.softBytes();
  }

  /** False also where calls were under way that the kernel may not have counted yet. */
  boolean isWithinLimit(long newBytes, Ledger.Totals now) {
    return !mayBind(newBytes)
        || lockedWith(newBytes, now) + totals.lockingBytes() <= limits.softBytes();
  }

  private boolean mayBind(long newBytes) {
    return newBytes > 0 && limits.binds() && limits.lockedBytes() != LockLimits.UNKNOWN;
  }

  /** So little that nobody needs to look which of the pages are resident. */
  boolean isSmallForMemory(long newBytes, Ledger.Totals now) {
    long since = now.bookedBytes() - totals.bookedBytes() + now.reservedBytes();
    return memory.availableBytes() == MemoryRoom.UNKNOWN
        || Math.max(0, since) + newBytes <= memory.availableBytes() / 16;
  }

  /** Bytes locked that the book does not know of; 0 while calls are under way. */
  long foreignBytes() {
    return totals.lockingBytes() > 0 ? 0 : limits.lockedBytes() - totals.bookedBytes();
  }
}
