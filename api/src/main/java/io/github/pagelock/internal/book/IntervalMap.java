package io.github.pagelock.internal.book;

import io.github.pagelock.LockMode;
import io.github.pagelock.internal.pages.Pages;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Disjoint intervals by address; what is in none is ABSENT. Guarded by the ledger's mutex. Removing
 * and joining need no memory.
 */
final class IntervalMap {
  private final TreeMap<IntervalStart, Interval> intervals =
      new TreeMap<>((a, b) -> Long.compare(a.start, b.start));

  /** What is being looked for. */
  private final IntervalStart probe = new IntervalStart();

  /** The sum of all. */
  private long bytes;

  int size() {
    return intervals.size();
  }

  long bytes() {
    return bytes;
  }

  void add(Interval interval) {
    intervals.put(interval, interval);
    bytes += interval.end - interval.start;
  }

  void remove(Interval interval) {
    intervals.remove(interval);
    bytes -= interval.end - interval.start;
  }

  /** The first interval with a page in {@code [at, end)}. */
  @Nullable Interval firstFrom(long at, long end) {
    if (at >= end) {
      return null;
    }
    // Short ranges, the usual ones, are told by one look: none overlaps, or the last is the first.
    // By keys, because an entry is an object more.
    Interval last = (Interval) intervals.lowerKey(at(end));
    if (last == null || last.end <= at) {
      return null;
    }
    if (last.start <= at) {
      return last;
    }
    Interval below = (Interval) intervals.floorKey(at(at));
    return below != null && below.end > at ? below : (Interval) intervals.higherKey(at(at));
  }

  private IntervalStart at(long address) {
    probe.start = address;
    return probe;
  }

  long absentBytes(Pages pages) {
    long absent = pages.byteCount();
    for (Interval next = firstFrom(pages.start(), pages.end());
        next != null;
        next = firstFrom(next.end, pages.end())) {
      absent -= Math.min(next.end, pages.end()) - Math.max(next.start, pages.start());
    }
    return absent;
  }

  /** Adds the parts of a range that are in no interval. */
  void addAbsent(Pages range, List<Pages> absent) {
    long at = range.start();
    while (at < range.end()) {
      Interval next = firstFrom(at, range.end());
      long gapEnd = next == null ? range.end() : next.start;
      if (at < gapEnd) {
        absent.add(new Pages(at, gapEnd));
      }
      at = next == null ? gapEnd : next.end;
    }
  }

  /** The part of an interval that lies in {@code [at, end)}, as an interval of its own. */
  Interval cut(Interval interval, long at, long end) {
    Interval part = interval.start < at ? cutAt(interval, at) : interval;
    if (part.end > end) {
      cutAt(part, end);
    }
    return part;
  }

  /** Returns the upper part. */
  private Interval cutAt(Interval interval, long address) {
    Interval upper = interval.above(address);
    intervals.put(upper, upper);
    interval.end = address;
    return upper;
  }

  /** Makes one interval of a settled one and its neighbours where their states are equal. */
  Interval join(Interval interval) {
    Interval joined = interval;
    Interval below = (Interval) intervals.lowerKey(interval);
    if (below != null && below.joins(interval)) {
      joined = below;
      intervals.remove(interval);
      joined.end = interval.end;
    }
    Interval above = (Interval) intervals.higherKey(joined);
    if (above != null && joined.joins(above)) {
      intervals.remove(above);
      joined.end = above.end;
    }
    return joined;
  }

  /** The same for all in {@code [start, end)}. */
  void joinWithin(long start, long end) {
    Interval next = firstFrom(start, end);
    while (next != null) {
      Interval joined = join(next);
      next = joined.end < end ? firstFrom(joined.end, end) : null;
    }
  }

  /** The first claim for which a page is CHANGING. */
  @Nullable Claim firstClaim(long start, long end) {
    for (Interval next = firstFrom(start, end); next != null; next = firstFrom(next.end, end)) {
      if (next.claim != null) {
        return next.claim;
      }
    }
    return null;
  }

  /** Changes the holds of whole intervals, and joins them. */
  void addHolds(LockMode mode, int holds, long start, long end) {
    for (Interval each = firstFrom(start, end); each != null; each = firstFrom(each.end, end)) {
      each.add(mode, holds);
    }
    joinWithin(start, end);
  }

  /** Makes whole intervals of pages that are held; without memory, as they were. */
  void cutHeld(long start, long end, LockMode mode) {
    long at = start;
    try {
      while (at < end) {
        Interval next = firstFrom(at, end);
        if (next == null || next.start > at || next.holds(mode) == 0) {
          throw new IllegalStateException(
              "not held " + mode + " at " + Long.toHexString(at) + ": " + next);
        }
        at = cut(next, at, end).end;
      }
    } catch (Throwable noMemory) {
      joinWithin(start, end);
      throw noMemory;
    }
  }
}
