package io.github.pagelock.internal.book;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.pagelock.LockMode;
import io.github.pagelock.internal.base.Mutex;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.pages.Owed;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.pages.WholeProcess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which pages of a lock domain: the state machine of docs/ledger.md (T1 to T12). It calls
 * no kernel and never waits; whoever claims pages does both between claiming and settling.
 */
public final class Ledger {
  private final Mutex mutex = new Mutex();

  /** Of the same domain: who may still need memory. Knows nothing of the book. */
  public final MemoryInFlight memory = new MemoryInFlight();

  /** What is still held because there was no memory to release it. */
  public final Owed owed = new Owed();

  /** Of the same domain: whether the whole process is locked. */
  public final WholeProcess process = new WholeProcess();

  /** Pages with which nobody may begin anything; one claim of no interval, of whoever has turn. */
  @GuardedBy("mutex")
  private @Nullable Claim barred;

  @GuardedBy("mutex")
  private final IntervalMap intervals = new IntervalMap();

  @GuardedBy("mutex")
  private final Reserved reserved = new Reserved(intervals);

  @GuardedBy("mutex")
  private long lockingBytes;

  @GuardedBy("mutex")
  private long unlockingBytes;

  /**
   * Reserves pages, if the check allows what they add (R1).
   *
   * @param pages disjoint
   */
  public boolean reserve(Reservation reservation, List<Pages> pages, Check check) {
    mutex.lock();
    try {
      long newBytes = reserved.newBytes(pages);
      if (!check.allows(newBytes, totalsLocked())) {
        return false;
      }
      reserved.reserve(reservation, pages, newBytes);
      return true;
    } finally {
      mutex.unlock();
    }
  }

  /** Asks a check what it says of pages, and does nothing. */
  public void ask(List<Pages> pages, Check check) {
    mutex.lock();
    try {
      check.allows(reserved.newBytes(pages), totalsLocked());
    } finally {
      mutex.unlock();
    }
  }

  /** Ends a reservation, if there is one (R4). */
  public void unreserve(Reservation reservation) {
    mutex.lock();
    try {
      reserved.unreserve(reservation);
    } finally {
      mutex.unlock();
    }
  }

  /** Bytes that are reserved for other pages than these. */
  public long reservedBesides(List<Pages> pages) {
    mutex.lock();
    try {
      return reserved.bytesBesides(pages);
    } finally {
      mutex.unlock();
    }
  }

  /** The pages of these that are not in the book. */
  public List<Pages> absent(List<Pages> pages) {
    mutex.lock();
    try {
      List<Pages> absent = new ArrayList<>();
      pages.forEach(range -> intervals.addAbsent(range, absent));
      return absent;
    } finally {
      mutex.unlock();
    }
  }

  /**
   * Claims a chunk for locking (T1 to T6).
   *
   * @return the claim to settle; null if a page is CHANGING, then {@code whenFree} runs later
   */
  public @Nullable Claim claimLock(
      Terms terms, LockMode mode, long start, long end, @Nullable Runnable whenFree) {
    mutex.lock();
    try {
      return busy(start, end, whenFree) ? null : claimFree(terms, mode, start, end);
    } finally {
      mutex.unlock();
    }
  }

  /**
   * Claims a whole range as one chunk, without a reservation: the quick way of small locks.
   *
   * @return null if a page is CHANGING, or if the range adds pages and the check does not allow it
   */
  public @Nullable Claim claimAtOnce(Terms terms, LockMode mode, Pages pages, Check check) {
    mutex.lock();
    try {
      boolean free = !busy(pages.start(), pages.end(), null);
      return free && allows(pages, check)
          ? claimFree(terms, mode, pages.start(), pages.end())
          : null;
    } finally {
      mutex.unlock();
    }
  }

  @GuardedBy("mutex")
  private boolean allows(Pages pages, Check check) {
    long newBytes = reserved.newBytes(pages);
    return newBytes == 0 || check.allows(newBytes, totalsLocked());
  }

  /** All of it, or, where there is no memory, nothing. */
  @GuardedBy("mutex")
  private Claim claimFree(Terms terms, LockMode mode, long start, long end) {
    Claim claim = new Claim(start, end, mode);
    try {
      for (long at = start; at < end; ) {
        Interval next = intervals.firstFrom(at, end);
        if (next == null || at < next.start) {
          next = book(new Interval(at, next == null ? end : next.start, terms.operations()));
          claim.addedBytes += next.end - next.start;
          claim.take(next);
        } else {
          next = intervals.cut(next, at, end);
          if (next.needsCall(mode, terms)) {
            claim.take(next);
          } else {
            claim.count(next);
          }
        }
        at = next.end;
      }
    } catch (Throwable noMemory) {
      takeBack(claim);
      throw noMemory;
    }
    claim.clearMarks();
    lockingBytes += claim.addedBytes;
    for (Hold counted = claim.counted; counted != null; counted = counted.next) {
      intervals.addHolds(mode, 1, counted.at, counted.end);
    }
    return claim;
  }

  /** Undoes a claim that is not whole: nobody has seen it. */
  @GuardedBy("mutex")
  private void takeBack(Claim claim) {
    Interval next = claim.first;
    while (next != null) {
      Interval interval = next;
      next = interval.nextOfClaim;
      interval.leaveClaim();
      if (interval.isNew()) {
        unbook(interval);
      }
    }
    intervals.joinWithin(claim.start, claim.end);
  }

  /** The kernel has locked the claimed pages. Settling needs no memory. */
  public void settleLocked(Claim claim) {
    settle(claim, true);
  }

  /**
   * The kernel has not locked the claimed pages (T7, T8), or has unlocked them (T11, T12) but for
   * those that may be locked still.
   */
  public void settleUnlocked(Claim claim) {
    settle(claim, false);
  }

  private void settle(Claim claim, boolean locked) {
    if (claim.first == null) {
      return;
    }
    mutex.lock();
    try {
      lockingBytes -= claim.addedBytes;
      unlockingBytes -= claim.leavingBytes;
      Interval next = claim.first;
      while (next != null) {
        Interval interval = next;
        next = interval.nextOfClaim;
        interval.leaveClaim();
        if (locked) {
          interval.add(claim.mode, 1);
        }
        boolean stays = interval.isHeld() || interval.mayBeLocked();
        interval.clearMark();
        if (stays) {
          intervals.join(interval);
        } else {
          unbook(interval);
        }
      }
    } finally {
      mutex.unlock();
    }
    claim.wake();
  }

  /**
   * Takes a hold off every page of a chunk (T10), and claims those that nobody holds then (T11).
   *
   * @return the claim to settle; null if a page is CHANGING, then {@code whenFree} runs later
   */
  public @Nullable Claim claimRelease(
      long start, long end, LockMode mode, @Nullable Runnable whenFree) {
    mutex.lock();
    try {
      if (busy(start, end, whenFree)) {
        return null;
      }
      Claim claim = new Claim(start, end, mode);
      intervals.cutHeld(start, end, mode);
      // From here on no memory is needed.
      for (Interval each = intervals.firstFrom(start, end);
          each != null;
          each = intervals.firstFrom(each.end, end)) {
        each.add(mode, -1);
        if (!each.isHeld()) {
          claim.take(each);
          claim.leavingBytes += each.end - each.start;
        }
      }
      unlockingBytes += claim.leavingBytes;
      intervals.joinWithin(start, end);
      return claim;
    } finally {
      mutex.unlock();
    }
  }

  /**
   * Keeps others from beginning with any of these pages, held or not (P7 of docs/process.md); one
   * at a time. {@link #isAlone} tells when those that have begun already are done.
   */
  public Claim bar(long start, long end) {
    Claim bar = new Claim(start, end, LockMode.PLAIN);
    mutex.lock();
    try {
      barred = bar;
    } finally {
      mutex.unlock();
    }
    return bar;
  }

  /** Whether no barred page is CHANGING; if one is, {@code whenFree} runs later. */
  public boolean isAlone(Claim bar, Runnable whenFree) {
    mutex.lock();
    try {
      Claim changing = intervals.firstClaim(bar.start, bar.end);
      if (changing != null) {
        changing.whenSettled(whenFree);
      }
      return changing == null;
    } finally {
      mutex.unlock();
    }
  }

  /** Others may begin; needs no memory. */
  public void unbar(Claim bar) {
    mutex.lock();
    try {
      barred = null;
    } finally {
      mutex.unlock();
    }
    bar.wake();
  }

  /** The pages of these that somebody holds, each piece in the strongest mode, by address. */
  public List<Hold> heldIn(long start, long end) {
    mutex.lock();
    try {
      List<Hold> held = new ArrayList<>();
      for (Interval each = intervals.firstFrom(start, end);
          each != null;
          each = intervals.firstFrom(each.end, end)) {
        if (each.isHeld()) {
          LockMode mode = each.plain > 0 ? LockMode.PLAIN : LockMode.ON_FAULT;
          held.add(new Hold(Math.max(start, each.start), Math.min(end, each.end), mode));
        }
      }
      return held;
    } finally {
      mutex.unlock();
    }
  }

  public Totals totals() {
    mutex.lock();
    try {
      return totalsLocked();
    } finally {
      mutex.unlock();
    }
  }

  @GuardedBy("mutex")
  private Totals totalsLocked() {
    return new Totals(
        intervals.bytes(), lockingBytes, unlockingBytes, reserved.bytes(), intervals.size());
  }

  /** Whether a page is CHANGING; then whoever asks is told when to look again. */
  @GuardedBy("mutex")
  private boolean busy(long start, long end, @Nullable Runnable whenFree) {
    Claim bar = barred;
    Claim changing =
        bar != null && bar.start < end && start < bar.end ? bar : intervals.firstClaim(start, end);
    if (changing != null && whenFree != null) {
      changing.whenSettled(whenFree);
    }
    return changing != null;
  }

  @GuardedBy("mutex")
  private Interval book(Interval interval) {
    intervals.add(interval);
    interval.setNew();
    reserved.booked(interval);
    return interval;
  }

  @GuardedBy("mutex")
  private void unbook(Interval interval) {
    intervals.remove(interval);
    reserved.unbooked(interval);
  }
}
