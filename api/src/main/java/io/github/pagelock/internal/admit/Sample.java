package io.github.pagelock.internal.admit;

import io.github.pagelock.LockLimits;
import io.github.pagelock.internal.book.Totals;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.MemoryRoom;

/**
 * What the kernel said, and what the book held then.
 *
 * @param memory unknown, and not to be relied on, in a sample of the limits alone
 */
record Sample(LockLimits limits, MemoryRoom memory, Totals totals, long nanoTime, boolean taken) {
  private static final long FRESH_NANOS = 1_000_000_000;

  static final Sample NONE =
      new Sample(LockLimits.ALL_UNKNOWN, MemoryRoom.ALL_UNKNOWN, Totals.NONE, 0, false);

  boolean isFresh() {
    return taken && System.nanoTime() - nanoTime < FRESH_NANOS;
  }

  /** Bytes that the process would have locked, at least. */
  long lockedWith(long newBytes, Totals now) {
    return LimitNumbers.locked(limits)
        + (now.bookedBytes() - totals.bookedBytes())
        + now.reservedBytes()
        + newBytes;
  }

  boolean exceedsLimit(long newBytes, Totals now) {
    return mayBind(newBytes) && !limits.soft().allows(lockedWith(newBytes, now));
  }

  /** False also where calls were under way that the kernel may not have counted yet. */
  boolean isWithinLimit(long newBytes, Totals now) {
    return !mayBind(newBytes)
        || limits.soft().allows(lockedWith(newBytes, now) + totals.unclearBytes());
  }

  /**
   * The same by an earlier view, which was clear. Of what happened since, only what others have
   * locked is missing there, and in truth it was rarely anything.
   */
  boolean isWithinLimitBy(Sample clear, long newBytes, Totals now) {
    return clear.isClear()
        && clear.limits.lockedBytes().isPresent()
        && limits.soft().allows(clear.lockedWith(newBytes, now));
  }

  /** No call was under way that the kernel may have counted or not. */
  boolean isClear() {
    return taken && totals.unclearBytes() == 0;
  }

  /** Whether anything may be locked that the book does not know of. */
  boolean mayHaveForeignBytes() {
    return LimitNumbers.locked(limits) - totals.bookedBytes() + totals.unclearBytes() > 0;
  }

  private boolean mayBind(long newBytes) {
    return newBytes > 0 && limits.binds() && limits.lockedBytes().isPresent();
  }

  /** So little that nobody needs to look which of the pages are resident. */
  boolean isSmallForMemory(long newBytes, Totals now) {
    long since = now.bookedBytes() - totals.bookedBytes() + now.reservedBytes();
    return memory.availableBytes() == MemoryRoom.UNKNOWN
        || Math.max(0, since) + newBytes <= memory.availableBytes() / 16;
  }

  /** Bytes locked that the book does not know of; 0 while calls are under way. */
  long foreignBytes() {
    return totals.unclearBytes() > 0 ? 0 : LimitNumbers.locked(limits) - totals.bookedBytes();
  }
}
