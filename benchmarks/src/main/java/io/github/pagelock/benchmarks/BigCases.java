package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.List;

/**
 * submit, anon-2, anon-1, their best in C, and close-2g: all from the same rounds over untouched
 * memory.
 */
final class BigCases {
  private static final long WARM_UP_BYTES = 256L << 20;

  private final Plan plan;
  private final Reference reference;
  private final List<Double> lockInC = new ArrayList<>();
  private final List<Double> bestOneInC = new ArrayList<>();
  private final List<Double> bestTwoInC = new ArrayList<>();
  private final List<Double> unlockInC = new ArrayList<>();
  private final List<Double> submit = new ArrayList<>();
  private final List<Double> oneWorker = new ArrayList<>();
  private final List<Double> twoWorkers = new ArrayList<>();
  private final List<Double> close = new ArrayList<>();
  private boolean busy;

  BigCases(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  Comparison submit() throws Exception {
    measureOnce();
    return new Comparison("submit", "ms", submit, lockInC, Goal.ratio(0.001));
  }

  Comparison twoWorkers() throws Exception {
    measureOnce();
    return new Comparison("anon-2", "ms", twoWorkers, lockInC, Goal.ratio(0.75), busy);
  }

  Comparison oneWorker() throws Exception {
    measureOnce();
    return new Comparison("anon-1", "ms", oneWorker, lockInC, Goal.ratio(1.25));
  }

  Comparison twoWorkersAndTheBest() throws Exception {
    measureOnce();
    return new Comparison("anon-2-best", "ms", twoWorkers, bestTwoInC, Goal.ratio(1.1), busy);
  }

  Comparison oneWorkerAndTheBest() throws Exception {
    measureOnce();
    return new Comparison("anon-1-best", "ms", oneWorker, bestOneInC, Goal.ratio(1.1));
  }

  Comparison close() throws Exception {
    measureOnce();
    return new Comparison("close-2g", "ms", close, unlockInC, Goal.ratio(1.5));
  }

  private void measureOnce() throws Exception {
    if (!lockInC.isEmpty()) {
      return;
    }
    try (PageLocker one = Asynchronous.locker(1);
        PageLocker two = Asynchronous.locker(2)) {
      warmUp(one);
      warmUp(two);
      busy = TwoCores.areBusy();
      for (int round = 0; round < plan.rounds(); round++) {
        List<Double> inC = reference.run("mlock", plan.sizes().big());
        lockInC.add(inC.get(0));
        unlockInC.add(inC.get(1));
        bestTwoInC.add(reference.run("best", plan.sizes().big(), 2).get(0));
        round(two, twoWorkers);
        bestOneInC.add(reference.run("best", plan.sizes().big(), 1).get(0));
        round(one, oneWorker);
      }
      busy |= TwoCores.areBusy();
    }
  }

  private void round(PageLocker locker, List<Double> toLock) throws InterruptedException {
    try (Mapping mapping = new Mapping(plan.sizes().big())) {
      long start = System.nanoTime();
      PendingLock<LockedRange> request = locker.lockAsync(mapping.range());
      submit.add(millisSince(start));
      Asynchronous.await(request);
      toLock.add(millisSince(start));
      LockedRange locked = request.result();
      Asynchronous.confirm(locked);
      long closing = System.nanoTime();
      locked.close();
      close.add(millisSince(closing));
    }
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / Asynchronous.NANOS_PER_MILLI;
  }

  private void warmUp(PageLocker locker) throws InterruptedException {
    try (Mapping mapping = new Mapping(Math.min(plan.sizes().big(), WARM_UP_BYTES))) {
      Asynchronous.millisToLock(locker, mapping.range());
    }
  }
}
