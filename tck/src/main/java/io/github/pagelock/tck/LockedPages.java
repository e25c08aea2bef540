package io.github.pagelock.tck;

import java.util.TreeMap;

/** The pages that calls which succeeded have locked, as runs. */
final class LockedPages {
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  synchronized void add(long from, long to) {
    remove(from, to);
    ends.put(from, to);
  }

  synchronized void remove(long from, long to) {
    for (var run = ends.lowerEntry(to); run != null; run = ends.lowerEntry(to)) {
      if (run.getValue() <= from) {
        return;
      }
      ends.remove(run.getKey());
      if (run.getValue() > to) {
        ends.put(to, run.getValue());
      }
      if (run.getKey() < from) {
        ends.put(run.getKey(), from);
        return;
      }
    }
  }

  synchronized long bytes() {
    return ends.entrySet().stream().mapToLong(run -> run.getValue() - run.getKey()).sum();
  }

  synchronized boolean contains(long page) {
    var run = ends.floorEntry(page);
    return run != null && run.getValue() > page;
  }

  /** Whether one run has them all. */
  synchronized boolean containsAll(long from, long to) {
    var run = ends.floorEntry(from);
    return run != null && run.getValue() >= to;
  }

  /** How many runs there are; neighbours count as one. */
  synchronized int runs() {
    int runs = 0;
    long last = Long.MIN_VALUE;
    for (var run : ends.entrySet()) {
      runs += run.getKey() == last ? 0 : 1;
      last = run.getValue();
    }
    return runs;
  }
}
