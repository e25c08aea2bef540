package io.github.pagelock.benchmarks;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.List;

/** stall: how long the rest of the process stands still while a big range gets locked. */
final class StallCase {
  private static final Goal GOAL = Goal.value(10);

  private final Plan plan;
  private final Reference reference;
  private final PageLocker locker = PageLocker.system();

  StallCase(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  Comparison run() throws Exception {
    List<Double> besideC = new ArrayList<>();
    List<Double> besidePagelock = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      besideC.add(reference.run("stall", plan.bigBytes()).get(0));
      besidePagelock.add(besidePagelock());
    }
    return new Comparison("stall", "ms", besidePagelock, besideC, GOAL);
  }

  private double besidePagelock() throws InterruptedException {
    try (Mapping mapping = new Mapping(plan.bigBytes());
        StallProbe probe = new StallProbe()) {
      probe.measure();
      try (LockedRange locked = locker.lock(mapping.range())) {
        KernelState state = locked.verify();
        if (state != KernelState.LOCKED) {
          throw new IllegalStateException("the kernel says " + state);
        }
      }
      return probe.worstMillis();
    }
  }
}
