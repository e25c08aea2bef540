package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.List;

/** submit-flat: whether the time for lockAsync to return depends on the size of the range. */
final class SubmitFlatCase {
  private static final Goal GOAL = Goal.ratio(2);
  private static final double NANOS_PER_MICRO = 1e3;

  private final Plan plan;
  private final PageLocker locker = PageLocker.system();

  SubmitFlatCase(Plan plan) {
    this.plan = plan;
  }

  Comparison run() throws InterruptedException {
    List<Double> big = new ArrayList<>();
    List<Double> small = new ArrayList<>();
    List<LockedRange> live = new ArrayList<>();
    try (Mapping others = new Mapping(2L * plan.ranges().live() * Mapping.PAGE);
        Mapping mapping = new Mapping(plan.sizes().big())) {
      for (int i = 0; i < plan.ranges().live(); i++) {
        live.add(locker.lock(others.range(2L * i * Mapping.PAGE, Mapping.PAGE)));
      }
      measure(mapping, new ArrayList<>(), new ArrayList<>());
      for (int round = 0; round < plan.rounds(); round++) {
        measure(mapping, big, small);
      }
      live.forEach(LockedRange::close);
    }
    return new Comparison("submit-flat", "us", big, small, GOAL);
  }

  /** The median of a round's samples, of each size in turn. */
  private void measure(Mapping mapping, List<Double> big, List<Double> small)
      throws InterruptedException {
    MemoryRange page = mapping.range(0, Mapping.PAGE);
    List<Double> bigSamples = new ArrayList<>();
    List<Double> smallSamples = new ArrayList<>();
    for (int sample = 0; sample < plan.samples(); sample++) {
      smallSamples.add(microsToSubmit(page));
      bigSamples.add(microsToSubmit(mapping.range()));
    }
    small.add(Median.of(smallSamples));
    big.add(Median.of(bigSamples));
  }

  private double microsToSubmit(MemoryRange range) throws InterruptedException {
    long start = System.nanoTime();
    PendingLock<LockedRange> request = locker.lockAsync(range);
    double micros = (System.nanoTime() - start) / NANOS_PER_MICRO;
    Asynchronous.abandon(request);
    return micros;
  }
}
