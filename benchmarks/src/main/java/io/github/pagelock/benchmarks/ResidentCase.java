package io.github.pagelock.benchmarks;

import io.github.pagelock.PageLocker;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.List;

/** resident-2g: memory that was touched before, as a buffer of allocateDirect is. */
final class ResidentCase {
  private static final Goal GOAL = Goal.ratio(1.1);

  private final Plan plan;
  private final Reference reference;

  ResidentCase(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  Comparison run() throws Exception {
    List<Double> inC = new ArrayList<>();
    List<Double> pagelock = new ArrayList<>();
    boolean busy = TwoCores.areBusy();
    try (PageLocker locker = Asynchronous.locker(2);
        Mapping mapping = new Mapping(plan.sizes().big())) {
      mapping.touch();
      for (int warmUp = 0; warmUp < plan.jmh().warmups(); warmUp++) {
        Asynchronous.millisToLock(locker, mapping.range());
      }
      for (int round = 0; round < plan.rounds(); round++) {
        inC.add(reference.run("resident", plan.sizes().big()).get(0));
        pagelock.add(Asynchronous.millisToLock(locker, mapping.range()));
      }
    }
    busy |= TwoCores.areBusy();
    return new Comparison("resident-2g", "ms", pagelock, inC, GOAL, busy);
  }
}
