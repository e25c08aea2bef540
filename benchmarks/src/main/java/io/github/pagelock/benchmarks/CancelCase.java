package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** cancel: how long cancel() takes to answer; rollback: how long until nothing is locked. */
final class CancelCase {
  private static final Goal ANSWER = Goal.value(1);
  private static final Goal ROLLBACK = Goal.ratio(1.2);
  private static final long SMALL = 64L << 20;
  private static final int LONGEST_DELAY_NANOS = 3_000_000;
  private static final long LOOK_NANOS = 100_000;
  private static final double GIB = 1L << 30;

  private final Plan plan;
  private final Reference reference;
  private final PageLocker locker = PageLocker.system();
  private final Random random = new Random(3);

  CancelCase(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  List<Comparison> run() throws Exception {
    List<Double> answers = new ArrayList<>();
    List<Double> rollbacks = new ArrayList<>();
    List<Double> unlockInC = new ArrayList<>();
    answers();
    for (int round = 0; round < plan.rounds(); round++) {
      answers.add(Median.p99(answers()));
      unlockInC.add(reference.run("mlock", plan.sizes().big()).get(1) / (plan.sizes().big() / GIB));
      rollbacks.add(rollback());
    }
    return List.of(
        new Comparison("cancel", "ms", answers, List.of(), ANSWER),
        new Comparison("rollback", "ms/GiB", rollbacks, unlockInC, ROLLBACK));
  }

  /** Milliseconds of each call to cancel(), at any moment of a request's life. */
  private List<Double> answers() throws InterruptedException {
    List<Double> answers = new ArrayList<>();
    for (int sample = 0; sample < plan.samples(); sample++) {
      try (Mapping mapping = new Mapping(SMALL)) {
        PendingLock<LockedRange> request = locker.lockAsync(mapping.range());
        LockSupport.parkNanos(random.nextInt(LONGEST_DELAY_NANOS));
        long start = System.nanoTime();
        request.cancel();
        answers.add(millisSince(start));
        Asynchronous.abandon(request);
      }
    }
    return answers;
  }

  /** Milliseconds from cancel() to the end, for each GiB that was locked by then. */
  private double rollback() throws InterruptedException {
    try (Mapping mapping = new Mapping(plan.sizes().big())) {
      PendingLock<LockedRange> request = locker.lockAsync(mapping.range());
      while (request.state() == PendingLock.State.PENDING
          && request.bytesLocked() < request.byteCount() / 2) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      double locked = request.bytesLocked() / GIB;
      long start = System.nanoTime();
      PendingLock.Cancellation answer = request.cancel();
      Asynchronous.await(request);
      double millis = millisSince(start);
      if (request.state() != PendingLock.State.CANCELLED) {
        throw new IllegalStateException(
            "cancelled half way, answered " + answer + ", ended " + request.state());
      }
      return millis / locked;
    }
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / Asynchronous.NANOS_PER_MILLI;
  }
}
