package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which pages of a lock domain: the state machine of docs/ledger.md (T1 to T12). It calls
 * no kernel and never waits; {@link LockEngine} does both between claiming and settling.
 */
final class Ledger {
  private final ReentrantLock mutex = new ReentrantLock();

  /** Disjoint; what is in no interval is ABSENT. */
  private final TreeMap<IntervalStart, Interval> intervals =
      new TreeMap<>((a, b) -> Long.compare(a.start, b.start));

  /** What is being looked for; guarded by the mutex. */
  private final IntervalStart probe = new IntervalStart();

  private long bookedBytes;

  /** Of the booked bytes, those that were ABSENT and whose lock call is under way. */
  private long lockingBytes;

  private long reservedBytes;

  /** The book in numbers, at one moment; the booked bytes include those being locked. */
  record Totals(long bookedBytes, long lockingBytes, long reservedBytes, int intervals) {}

  /** Whether a request that adds bytes may go on, given what the book holds. */
  interface Check {
    boolean allows(long newBytes, Totals totals);
  }

  /** Reserves the request's ABSENT pages, if the check allows it. */
  boolean reserve(LockRequest request, Check check) {
    mutex.lock();
    try {
      long newBytes = absentBytes(request.pages);
      if (!check.allows(newBytes, totalsLocked())) {
        return false;
      }
      request.reservedBytes = newBytes;
      reservedBytes += newBytes;
      return true;
    } finally {
      mutex.unlock();
    }
  }

  /** Gives back what a request reserved and did not use. */
  void unreserve(LockRequest request) {
    if (request.reservedBytes != 0) {
      mutex.lock();
      try {
        reservedBytes -= request.reservedBytes;
        request.reservedBytes = 0;
      } finally {
        mutex.unlock();
      }
    }
  }

  /**
   * Claims a chunk for locking (T1 to T6).
   *
   * @return the claim to settle; null if a page is CHANGING, then {@code whenFree} runs later
   */
  @Nullable Claim claimLock(
      LockRequest request, LockMode mode, long start, long end, @Nullable Runnable whenFree) {
    mutex.lock();
    try {
      return busy(start, end, whenFree) ? null : claimFree(request, mode, start, end);
    } finally {
      mutex.unlock();
    }
  }

  /**
   * Claims a whole request as one chunk, without a reservation: the quick way of small locks.
   *
   * @return null if a page is CHANGING, or if the request adds pages and the check does not allow
   *     it
   */
  @Nullable Claim claimAtOnce(LockRequest request, LockMode mode, Check check) {
    Pages pages = request.pages;
    mutex.lock();
    try {
      if (busy(pages.start(), pages.end(), null)) {
        return null;
      }
      long newBytes = absentBytes(pages);
      return newBytes == 0 || check.allows(newBytes, totalsLocked())
          ? claimFree(request, mode, pages.start(), pages.end())
          : null;
    } finally {
      mutex.unlock();
    }
  }

  private Claim claimFree(LockRequest request, LockMode mode, long start, long end) {
    Claim claim = new Claim(start, end, mode);
    long at = start;
    while (at < end) {
      Interval next = firstFrom(at, end);
      long gapEnd = next == null ? end : Math.max(at, next.start);
      if (at < gapEnd) {
        claim.take(book(new Interval(at, gapEnd, request.operations)));
        useReservation(request, gapEnd - at);
        claim.addedBytes += gapEnd - at;
        lockingBytes += gapEnd - at;
        at = gapEnd;
      } else if (next != null) {
        next = cut(next, at, end);
        at = next.end;
        if (needsCall(next, mode, request)) {
          claim.take(next);
        } else {
          next.add(mode, 1);
          join(next);
        }
      }
    }
    return claim;
  }

  private static boolean needsCall(Interval interval, LockMode mode, LockRequest request) {
    if (mode == LockMode.PLAIN) {
      return interval.plain == 0;
    }
    return !interval.isHeld() || request.relockIsFree;
  }

  /** The kernel has locked the claimed pages. */
  void settleLocked(Claim claim) {
    settle(
        claim,
        interval -> {
          interval.add(claim.mode, 1);
          return true;
        });
  }

  /**
   * The kernel has not locked the claimed pages (T7, T8), or has unlocked them (T11, T12).
   *
   * @param stillLocked claimed intervals whose unlock failed
   */
  void settleUnlocked(Claim claim, List<Interval> stillLocked) {
    settle(claim, interval -> interval.isHeld() || stillLocked.contains(interval));
  }

  private interface Settling {
    /** Changes the interval's holds; false if it leaves the book. */
    boolean settle(Interval interval);
  }

  private void settle(Claim claim, Settling settling) {
    if (claim.changing.isEmpty()) {
      return;
    }
    mutex.lock();
    try {
      lockingBytes -= claim.addedBytes;
      for (Interval interval : claim.changing) {
        interval.claim = null;
        if (settling.settle(interval)) {
          join(interval);
        } else {
          intervals.remove(interval);
          bookedBytes -= interval.end - interval.start;
        }
      }
    } finally {
      mutex.unlock();
    }
    // Nobody can join the list any more: no interval refers to the claim.
    claim.waiting().forEach(Runnable::run);
  }

  /**
   * Takes a hold off every page of a chunk (T10), and claims those that nobody holds then (T11).
   *
   * @return the claim to settle; null if a page is CHANGING, then {@code whenFree} runs later
   */
  @Nullable Claim claimRelease(long start, long end, LockMode mode, @Nullable Runnable whenFree) {
    mutex.lock();
    try {
      if (busy(start, end, whenFree)) {
        return null;
      }
      Claim claim = Claim.NOTHING;
      long at = start;
      while (at < end) {
        Interval next = firstFrom(at, end);
        if (next == null || next.start > at || next.holds(mode) == 0) {
          throw new IllegalStateException(
              "not held " + mode + " at " + Long.toHexString(at) + ": " + next);
        }
        next = cut(next, at, end);
        at = next.end;
        next.add(mode, -1);
        if (next.isHeld()) {
          join(next);
        } else {
          if (claim == Claim.NOTHING) {
            claim = new Claim(start, end, mode);
          }
          claim.take(next);
        }
      }
      return claim;
    } finally {
      mutex.unlock();
    }
  }

  Totals totals() {
    mutex.lock();
    try {
      return totalsLocked();
    } finally {
      mutex.unlock();
    }
  }

  private Totals totalsLocked() {
    return new Totals(bookedBytes, lockingBytes, reservedBytes, intervals.size());
  }

  /** Whether a page is CHANGING; then whoever asks is told when to look again. */
  private boolean busy(long start, long end, @Nullable Runnable whenFree) {
    for (Interval next = firstFrom(start, end); next != null; next = firstFrom(next.end, end)) {
      if (next.claim != null) {
        if (whenFree != null) {
          next.claim.whenSettled(whenFree);
        }
        return true;
      }
    }
    return false;
  }

  /** The first interval with a page in {@code [at, end)}. */
  private @Nullable Interval firstFrom(long at, long end) {
    if (at >= end) {
      return null;
    }
    // Short ranges, the usual ones, are told by one look: none overlaps, or the last is the first.
    Map.Entry<IntervalStart, Interval> last = intervals.lowerEntry(at(end));
    if (last == null || last.getValue().end <= at) {
      return null;
    }
    if (last.getValue().start <= at) {
      return last.getValue();
    }
    Map.Entry<IntervalStart, Interval> below = intervals.floorEntry(at(at));
    if (below != null && below.getValue().end > at) {
      return below.getValue();
    }
    Map.Entry<IntervalStart, Interval> above = intervals.higherEntry(at(at));
    return above == null ? null : above.getValue();
  }

  private long absentBytes(Pages pages) {
    long absent = pages.byteCount();
    for (Interval next = firstFrom(pages.start(), pages.end());
        next != null;
        next = firstFrom(next.end, pages.end())) {
      absent -= Math.min(next.end, pages.end()) - Math.max(next.start, pages.start());
    }
    return absent;
  }

  private IntervalStart at(long address) {
    probe.start = address;
    return probe;
  }

  private Interval book(Interval interval) {
    intervals.put(interval, interval);
    bookedBytes += interval.end - interval.start;
    return interval;
  }

  private void useReservation(LockRequest request, long bytes) {
    long used = Math.min(bytes, request.reservedBytes);
    request.reservedBytes -= used;
    reservedBytes -= used;
  }

  /** The part of an interval that lies in {@code [at, end)}, as an interval of its own. */
  private Interval cut(Interval interval, long at, long end) {
    Interval part = interval;
    if (part.start < at) {
      part = part.splitAt(at);
      intervals.put(part, part);
    }
    if (part.end > end) {
      Interval rest = part.splitAt(end);
      intervals.put(rest, rest);
    }
    return part;
  }

  /** Makes one interval of a settled one and its neighbours where their states are equal. */
  private void join(Interval interval) {
    Interval joined = interval;
    Map.Entry<IntervalStart, Interval> below = intervals.lowerEntry(interval);
    if (below != null && below.getValue().joins(interval)) {
      joined = below.getValue();
      joined.end = interval.end;
      intervals.remove(interval);
    }
    Interval above = intervals.get(at(joined.end));
    if (above != null && joined.joins(above)) {
      intervals.remove(above);
      joined.end = above.end;
    }
  }
}
