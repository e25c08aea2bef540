package io.github.pagelock.internal.book;

import io.github.pagelock.LockMode;
import io.github.pagelock.spi.PageOperations;
import org.jspecify.annotations.Nullable;

/**
 * Pages {@code [start, end)} in one state of docs/ledger.md. Guarded by the ledger's mutex. There
 * is one for each locked range, at least, so that a flag of its own would cost 8 bytes.
 */
public final class Interval extends IntervalStart {
  /** Instead of a number of holds: it was ABSENT before its claim, which is not whole yet. */
  private static final int NEW = -1;

  /** Instead of a number of holds: nobody holds it, and its unlock call has failed. */
  private static final int MAY_BE_LOCKED = -2;

  public long end;
  public int plain;
  int onFault;

  /** What locked these pages, and so what will unlock them. */
  public final PageOperations operations;

  /** The claim whose kernel call is under way: CHANGING if not null. */
  @Nullable Claim claim;

  /** Of the same claim, the next by address. */
  public @Nullable Interval nextOfClaim;

  Interval(long start, long end, PageOperations operations) {
    this.start = start;
    this.end = end;
    this.operations = operations;
  }

  public boolean isHeld() {
    return plain + onFault > 0;
  }

  void setNew() {
    onFault = NEW;
  }

  boolean isNew() {
    return onFault == NEW;
  }

  /** Of one that nobody holds, by whoever has claimed it. */
  public void setMayBeLocked() {
    onFault = MAY_BE_LOCKED;
  }

  boolean mayBeLocked() {
    return onFault == MAY_BE_LOCKED;
  }

  void clearMark() {
    onFault = Math.max(onFault, 0);
  }

  void add(LockMode mode, int holds) {
    if (mode == LockMode.PLAIN) {
      plain += holds;
    } else {
      onFault += holds;
    }
  }

  int holds(LockMode mode) {
    return mode == LockMode.PLAIN ? plain : onFault;
  }

  /** Whether a lock in this mode has to ask the kernel for it. */
  boolean needsCall(LockMode mode, Terms terms) {
    if (mode == LockMode.PLAIN) {
      return plain == 0;
    }
    return !isHeld() || terms.relockIsFree();
  }

  void leaveClaim() {
    claim = null;
    nextOfClaim = null;
  }

  /** What lies above an address inside it, as an interval of its own. */
  Interval above(long address) {
    Interval upper = new Interval(address, end, operations);
    upper.plain = plain;
    upper.onFault = onFault;
    return upper;
  }

  /** Whether the interval that begins where this one ends can become part of it. */
  boolean joins(Interval next) {
    return end == next.start
        && claim == null
        && next.claim == null
        && plain == next.plain
        && onFault == next.onFault
        && operations == next.operations;
  }

  @Override
  public String toString() {
    return Long.toHexString(start)
        + "-"
        + Long.toHexString(end)
        + (claim != null ? " CHANGING from (" : " HELD(")
        + plain
        + ", "
        + onFault
        + ")";
  }
}
