package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** many: whether a lock gets dearer with the number of live disjoint ranges. */
final class ManyCase {
  private static final Goal GOAL = Goal.ratio(2);
  private static final int OPERATIONS = 20_000;
  private static final long SEED = 7;

  private final Plan plan;
  private final PageLocker locker = PageLocker.system();
  private final Random random = new Random(SEED);

  ManyCase(Plan plan) {
    this.plan = plan;
  }

  /** Every second page of a mapping: at the many and at the few, in turn. */
  Comparison run() {
    List<Double> atMany = new ArrayList<>();
    List<Double> atFew = new ArrayList<>();
    List<LockedRange> live = new ArrayList<>();
    try (Mapping mapping = new Mapping(2L * plan.ranges().many() * Mapping.PAGE)) {
      grow(live, plan.ranges().few(), mapping);
      replaceSome(live);
      for (int round = 0; round < plan.rounds(); round++) {
        shrink(live, plan.ranges().few());
        atFew.add(replaceSome(live));
        grow(live, plan.ranges().many(), mapping);
        atMany.add(replaceSome(live));
      }
      shrink(live, 0);
    }
    return new Comparison("many", "ns", atMany, atFew, GOAL);
  }

  /** Nanoseconds for closing one of the live ranges and locking it again. */
  private double replaceSome(List<LockedRange> live) {
    long start = System.nanoTime();
    for (int i = 0; i < OPERATIONS; i++) {
      int one = random.nextInt(live.size());
      LockedRange old = live.get(one);
      old.close();
      live.set(one, locker.lock(old.range()));
    }
    return (double) (System.nanoTime() - start) / OPERATIONS;
  }

  private void grow(List<LockedRange> live, int size, Mapping mapping) {
    while (live.size() < size) {
      live.add(locker.lock(mapping.range(2L * live.size() * Mapping.PAGE, Mapping.PAGE)));
    }
  }

  private static void shrink(List<LockedRange> live, int size) {
    while (live.size() > size) {
      live.remove(live.size() - 1).close();
    }
  }
}
