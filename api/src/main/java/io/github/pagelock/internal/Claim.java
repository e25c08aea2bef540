package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import java.util.ArrayList;
import java.util.List;

/**
 * One chunk of a request: the intervals that are CHANGING for it, and who waits for them. Guarded
 * by the ledger's mutex until it is claimed, then read by the claimant alone.
 */
final class Claim {
  /** A release that leaves every page to others. */
  static final Claim NOTHING = new Claim(0, 0, LockMode.PLAIN);

  final long start;
  final long end;
  final LockMode mode;

  /** In ascending order; empty if the kernel need not be asked. */
  List<Interval> changing = List.of();

  /** Bytes that were in no interval before. */
  long addedBytes;

  private List<Runnable> waiting = List.of();

  Claim(long start, long end, LockMode mode) {
    this.start = start;
    this.end = end;
    this.mode = mode;
  }

  void take(Interval interval) {
    interval.claim = this;
    if (changing.isEmpty()) {
      changing = new ArrayList<>(1);
    }
    changing.add(interval);
  }

  /** The claimed intervals as runs without a gap. */
  List<Pages> runs() {
    List<Pages> runs = new ArrayList<>(1);
    for (Interval interval : changing) {
      Pages last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.end() == interval.start) {
        runs.set(runs.size() - 1, new Pages(last.start(), interval.end));
      } else {
        runs.add(new Pages(interval.start, interval.end));
      }
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

  List<Runnable> waiting() {
    return waiting;
  }
}
