package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** throughput: asynchronous locks of distinct resident pages, against C on one thread. */
final class ThroughputCase {
  private static final Goal GOAL = Goal.ratioAtLeast(0.2);
  private static final int IN_FLIGHT = 200;
  private static final int PAGES = 10_000;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Plan plan;
  private final Reference reference;
  private final PageLocker locker = PageLocker.system();

  ThroughputCase(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  Comparison run() throws Exception {
    List<Double> inC = new ArrayList<>();
    List<Double> pagelock = new ArrayList<>();
    boolean busy = TwoCores.areBusy();
    try (Mapping mapping = new Mapping(2L * PAGES * Mapping.PAGE)) {
      mapping.touch();
      locksPerMilli(mapping);
      for (int round = 0; round < plan.rounds(); round++) {
        inC.add(NANOS_PER_MILLI / reference.run("pair", plan.operations()).get(0));
        pagelock.add(locksPerMilli(mapping));
      }
    }
    busy |= TwoCores.areBusy();
    return new Comparison("throughput", "/ms", pagelock, inC, GOAL, busy);
  }

  /** Every second page, so that none is the neighbour of a locked one, as in C. */
  private double locksPerMilli(Mapping mapping) throws InterruptedException {
    Deque<PendingLock<LockedRange>> inFlight = new ArrayDeque<>(IN_FLIGHT);
    long start = System.nanoTime();
    for (int i = 0; i < plan.operations(); i++) {
      if (inFlight.size() == IN_FLIGHT) {
        endFirst(inFlight);
      }
      inFlight.add(locker.lockAsync(mapping.range(2L * (i % PAGES) * Mapping.PAGE, Mapping.PAGE)));
    }
    while (!inFlight.isEmpty()) {
      endFirst(inFlight);
    }
    return plan.operations() * NANOS_PER_MILLI / (System.nanoTime() - start);
  }

  private static void endFirst(Deque<PendingLock<LockedRange>> inFlight)
      throws InterruptedException {
    PendingLock<LockedRange> first = inFlight.remove();
    Asynchronous.await(first);
    first.result().close();
  }
}
