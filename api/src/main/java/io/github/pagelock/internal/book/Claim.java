package io.github.pagelock.internal.book;

import io.github.pagelock.LockMode;
import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.pages.Pages;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One chunk of a request: the intervals that are CHANGING for it, and who waits for them. Guarded
 * by the ledger's mutex until it is claimed, then read by the claimant alone.
 */
public final class Claim {
  public final long start;
  public final long end;
  public final LockMode mode;

  /** The first CHANGING interval, by address; null if the kernel need not be asked. */
  public @Nullable Interval first;

  private @Nullable Interval last;

  /** Where a hold was counted at once, because others have locked the pages. */
  public @Nullable Hold counted;

  private @Nullable Hold lastCounted;

  /** Bytes that were in no interval before. */
  public long addedBytes;

  /** Bytes whose last hold this release has taken. */
  long leavingBytes;

  private List<Runnable> waiting = List.of();

  public Claim(long start, long end, LockMode mode) {
    this.start = start;
    this.end = end;
    this.mode = mode;
  }

  /** Makes an interval CHANGING; needs no memory. */
  void take(Interval interval) {
    interval.claim = this;
    if (last == null) {
      first = interval;
    } else {
      last.nextOfClaim = interval;
    }
    last = interval;
  }

  /** It is whole: what was new in it is as any other interval. */
  void clearMarks() {
    for (Interval each = first; each != null; each = each.nextOfClaim) {
      each.clearMark();
    }
  }

  /** Remembers where a hold is counted. */
  void count(Interval interval) {
    Hold before = lastCounted;
    if (before != null && before.end == interval.start) {
      before.end = interval.end;
      return;
    }
    Hold more = new Hold(interval.start, interval.end, mode);
    if (before == null) {
      counted = more;
    } else {
      before.next = more;
    }
    lastCounted = more;
  }

  /** Whether somebody else holds every page of it, so that locking it adds nothing. */
  public boolean isNested() {
    for (Interval each = first; each != null; each = each.nextOfClaim) {
      if (!each.isHeld()) {
        return false;
      }
    }
    return true;
  }

  /** The claimed intervals as runs without a gap. */
  public List<Pages> runs() {
    List<Pages> runs = new ArrayList<>(1);
    Interval run = first;
    while (run != null) {
      Interval end = run;
      while (end.nextOfClaim != null && end.nextOfClaim.start == end.end) {
        end = end.nextOfClaim;
      }
      runs.add(new Pages(run.start, end.end));
      run = end.nextOfClaim;
    }
    return runs;
  }

  /** Has this run, once, when the claim has settled. */
  void whenSettled(Runnable whenSettled) {
    if (waiting.isEmpty()) {
      waiting = new ArrayList<>();
    }
    waiting.add(whenSettled);
  }

  /** The claim has settled: nobody can begin to wait any more. */
  void wake() {
    for (int i = 0; i < waiting.size(); i++) {
      try {
        waiting.get(i).run();
      } catch (Throwable harmsItselfAlone) {
        Log.warn("a waiter for pages failed", harmsItselfAlone);
      }
    }
  }
}
