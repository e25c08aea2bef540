package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** stall: how long the rest of the process stands still while a big range gets locked. */
final class StallCase {
  private static final Goal GOAL = Goal.value(10);
  private static final long LOOK_NANOS = 100_000;

  private final Plan plan;
  private final Reference reference;
  private final PageLocker locker = PageLocker.system();

  StallCase(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  /** What the probe runs beside. */
  private interface Work {
    void on(Mapping mapping) throws InterruptedException;
  }

  List<Comparison> run() throws Exception {
    List<Double> besideC = new ArrayList<>();
    List<Double> asynchronous = new ArrayList<>();
    List<Double> synchronous = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      besideC.add(reference.run("stall", plan.sizes().huge()).get(0));
      asynchronous.add(worstBeside(this::lockAsynchronously));
      synchronous.add(worstBeside(this::lock));
    }
    return List.of(
        new Comparison("stall", "ms", asynchronous, besideC, GOAL),
        new Comparison("stall-sync", "ms", synchronous, besideC, GOAL));
  }

  private double worstBeside(Work work) throws InterruptedException {
    try (Mapping mapping = new Mapping(plan.sizes().huge());
        StallProbe probe = new StallProbe()) {
      probe.measure();
      work.on(mapping);
      return probe.worstMillis();
    }
  }

  /** Half of it, cancelled; then all of it, verified and closed. */
  private void lockAsynchronously(Mapping mapping) throws InterruptedException {
    PendingLock<LockedRange> cancelled = locker.lockAsync(mapping.range());
    while (cancelled.state() == PendingLock.State.PENDING
        && cancelled.bytesLocked() < cancelled.byteCount() / 2) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    Asynchronous.abandon(cancelled);
    PendingLock<LockedRange> request = locker.lockAsync(mapping.range());
    Asynchronous.await(request);
    try (LockedRange locked = request.result()) {
      Asynchronous.confirm(locked);
    }
  }

  private void lock(Mapping mapping) {
    try (LockedRange locked = locker.lock(mapping.range())) {
      Asynchronous.confirm(locked);
    }
  }
}
