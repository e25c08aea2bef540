package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.List;

/** behind-huge: how long a page waits behind a request for gigabytes; and with nothing ahead. */
final class BehindHugeCase {
  private static final Goal GOAL = Goal.value(10);
  private static final int PAGES = 64;

  private final Plan plan;
  private final PageLocker locker = PageLocker.system();

  BehindHugeCase(Plan plan) {
    this.plan = plan;
  }

  Comparison run() throws InterruptedException {
    List<Double> behind = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    try (Mapping pages = new Mapping(2L * PAGES * Mapping.PAGE)) {
      pages.touch();
      alone(pages);
      for (int round = 0; round < plan.rounds(); round++) {
        alone.add(Median.p99(alone(pages)));
        behind.add(Median.p99(behind(pages)));
      }
    }
    return new Comparison("behind-huge", "ms", behind, alone, GOAL);
  }

  private List<Double> alone(Mapping pages) throws InterruptedException {
    List<Double> samples = new ArrayList<>();
    while (samples.size() < plan.samples()) {
      samples.add(millisToLockPage(pages, samples.size()));
    }
    return samples;
  }

  /** As many huge requests as it takes, one after the other. */
  private List<Double> behind(Mapping pages) throws InterruptedException {
    List<Double> samples = new ArrayList<>();
    while (samples.size() < plan.samples()) {
      try (Mapping mapping = new Mapping(plan.sizes().ahead())) {
        PendingLock<LockedRange> huge = locker.lockAsync(mapping.range());
        while (huge.state() == PendingLock.State.PENDING && samples.size() < plan.samples()) {
          samples.add(millisToLockPage(pages, samples.size()));
        }
        Asynchronous.abandon(huge);
      }
    }
    return samples;
  }

  private double millisToLockPage(Mapping pages, int sample) throws InterruptedException {
    long offset = 2L * (sample % PAGES) * Mapping.PAGE;
    long start = System.nanoTime();
    PendingLock<LockedRange> request = locker.lockAsync(pages.range(offset, Mapping.PAGE));
    Asynchronous.await(request);
    double millis = (System.nanoTime() - start) / Asynchronous.NANOS_PER_MILLI;
    request.result().close();
    return millis;
  }
}
