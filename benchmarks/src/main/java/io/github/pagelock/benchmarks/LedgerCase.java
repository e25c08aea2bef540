package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** ledger: what a live range retains on the heap, with everything that it takes to know it. */
final class LedgerCase {
  private static final Goal GOAL = Goal.value(256);
  private static final int COLLECTIONS = 3;
  private static final long SETTLE_MILLIS = 20;

  private final Plan plan;
  private final PageLocker locker = PageLocker.system();

  LedgerCase(Plan plan) {
    this.plan = plan;
  }

  Comparison run() throws InterruptedException {
    List<Double> bytes = new ArrayList<>();
    int count = plan.ranges().many();
    // The list of the handles is the user's and does not count.
    LockedRange[] live = new LockedRange[count];
    try (Mapping mapping = new Mapping(2L * count * Mapping.PAGE)) {
      fill(live, mapping);
      empty(live);
      for (int round = 0; round < plan.rounds(); round++) {
        long before = used();
        fill(live, mapping);
        bytes.add((double) (used() - before) / count);
        empty(live);
      }
    }
    return new Comparison("ledger", "B", bytes, List.of(), GOAL);
  }

  private void fill(LockedRange[] live, Mapping mapping) {
    Arrays.setAll(live, i -> locker.lock(mapping.range(2L * i * Mapping.PAGE, Mapping.PAGE)));
  }

  private static void empty(LockedRange[] live) {
    Arrays.stream(live).forEach(LockedRange::close);
    Arrays.fill(live, null);
  }

  private static long used() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(SETTLE_MILLIS);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
