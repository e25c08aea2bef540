package io.github.pagelock.internal.book;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.pagelock.internal.pages.Pages;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of a lock domain that may still need memory, in the order in which they were let in:
 * of two that come at once, the later one counts the earlier. Letting one in or out needs no
 * memory.
 */
public final class MemoryInFlight {
  @GuardedBy("this")
  private @Nullable Reservation last;

  @GuardedBy("this")
  private long turns;

  /** Written with this locked. */
  private volatile long unpopulatedBytes;

  /** Lets requests in, until {@link #leave}. */
  public synchronized void enter(List<Reservation> whole) {
    for (int i = 0; i < whole.size(); i++) {
      Reservation reservation = whole.get(i);
      reservation.memoryTurn = ++turns;
      reservation.before = last;
      if (last != null) {
        last.after = reservation;
      }
      last = reservation;
    }
  }

  public synchronized void leave(Reservation reservation) {
    if (reservation.memoryTurn == 0) {
      return;
    }
    reservation.memoryTurn = 0;
    if (reservation.before != null) {
      reservation.before.after = reservation.after;
    }
    if (reservation.after == null) {
      last = reservation.before;
    } else {
      reservation.after.before = reservation.before;
    }
    reservation.before = null;
    reservation.after = null;
    populated(reservation, Long.MAX_VALUE);
  }

  /** Those before a turn; 0: all of them. */
  public synchronized List<Pages> before(long turn) {
    List<Pages> pages = new ArrayList<>();
    for (Reservation each = last; each != null; each = each.before) {
      if (turn == 0 || each.memoryTurn < turn) {
        pages.add(each.pages);
      }
    }
    return pages;
  }

  /** Bytes that are in the book already and whose memory is still to come. */
  public long unpopulatedBytes() {
    return unpopulatedBytes;
  }

  public synchronized void marked(Reservation reservation, long bytes) {
    reservation.unpopulatedBytes += bytes;
    unpopulatedBytes += bytes;
  }

  public synchronized void populated(Reservation reservation, long bytes) {
    long done = Math.min(bytes, reservation.unpopulatedBytes);
    reservation.unpopulatedBytes -= done;
    unpopulatedBytes -= done;
  }
}
