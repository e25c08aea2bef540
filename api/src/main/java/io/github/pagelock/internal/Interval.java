package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.spi.PageOperations;
import org.jspecify.annotations.Nullable;

/** Pages {@code [start, end)} in one state of docs/ledger.md. Guarded by the ledger's mutex. */
final class Interval extends IntervalStart {
  long end;
  int plain;
  int onFault;

  /** What locked these pages, and so what will unlock them. */
  final PageOperations operations;

  /** The claim whose kernel call is under way: CHANGING if not null. */
  @Nullable Claim claim;

  Interval(long start, long end, PageOperations operations) {
    this.start = start;
    this.end = end;
    this.operations = operations;
  }

  boolean isHeld() {
    return plain + onFault > 0;
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

  /** Cuts this interval at an address inside it, and returns the upper part. */
  Interval splitAt(long address) {
    Interval upper = new Interval(address, end, operations);
    upper.plain = plain;
    upper.onFault = onFault;
    end = address;
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
