package io.github.pagelock.internal.book;

import io.github.pagelock.internal.pages.Pages;
import java.util.List;

/**
 * The bytes that are reserved and not in the book (R1 to R4): each once, however many ranges on
 * their way reserve it. Guarded by the ledger's mutex.
 */
final class Reserved {
  private final IntervalMap intervals;
  private final Reservations pages = new Reservations();
  private long bytes;

  Reserved(IntervalMap intervals) {
    this.intervals = intervals;
  }

  long bytes() {
    return bytes;
  }

  /** Bytes that are reserved for other pages than these. */
  long bytesBesides(List<Pages> ranges) {
    long besides = bytes;
    for (Pages range : ranges) {
      besides -= bytesIn(range);
    }
    return besides;
  }

  /** What pages add to what is booked and reserved. */
  long newBytes(Pages range) {
    long absent = intervals.absentBytes(range);
    return absent == 0 ? 0 : absent - bytesIn(range);
  }

  /** The same of several ranges, which are disjoint. */
  long newBytes(List<Pages> ranges) {
    long newBytes = 0;
    for (Pages range : ranges) {
      newBytes += newBytes(range);
    }
    return newBytes;
  }

  /** R1: all, or, where there is no memory, nothing. */
  void reserve(Reservation reservation, List<Pages> ranges, long newBytes) {
    int done = 0;
    try {
      for (; done < ranges.size(); done++) {
        pages.add(ranges.get(done));
      }
    } catch (Throwable outOfMemory) {
      while (--done >= 0) {
        pages.remove(ranges.get(done));
      }
      throw outOfMemory;
    }
    reservation.reserved = ranges;
    bytes += newBytes;
  }

  /** R4. */
  void unreserve(Reservation reservation) {
    List<Pages> ended = reservation.reserved;
    reservation.reserved = List.of();
    // By index, because this must not need memory.
    for (int i = 0; i < ended.size(); i++) {
      Pages range = ended.get(i);
      long before = bytesIn(range);
      pages.remove(range);
      bytes -= before - bytesIn(range);
    }
  }

  /** R2. */
  void booked(Interval interval) {
    bytes -= pages.bytesIn(interval.start, interval.end);
  }

  /** R3. */
  void unbooked(Interval interval) {
    bytes += pages.bytesIn(interval.start, interval.end);
  }

  private long bytesIn(Pages range) {
    if (pages.isEmpty()) {
      return 0;
    }
    long reserved = pages.bytesIn(range.start(), range.end());
    for (Interval next = intervals.firstFrom(range.start(), range.end());
        next != null;
        next = intervals.firstFrom(next.end, range.end())) {
      reserved -=
          pages.bytesIn(Math.max(next.start, range.start()), Math.min(next.end, range.end()));
    }
    return reserved;
  }
}
