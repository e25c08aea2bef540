package io.github.pagelock.benchmarks;

import io.github.pagelock.PageLocker;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** contended: two threads that lock and close a page each, beside one that has all to itself. */
final class ContendedCase {
  private static final Goal GOAL = Goal.ratioAtLeast(0.6);
  private static final double NANOS_PER_MILLI = 1e6;

  private final Plan plan;
  private final Reference reference;
  private final PageLocker locker = PageLocker.system();

  ContendedCase(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  /** Also what C comes to, whose threads wait for the kernel's lock of the address space, too. */
  List<Comparison> run() throws Exception {
    List<Double> twoThreads = new ArrayList<>();
    List<Double> twiceOne = new ArrayList<>();
    List<Double> twoInC = new ArrayList<>();
    List<Double> twiceOneInC = new ArrayList<>();
    boolean busy = TwoCores.areBusy();
    pairsPerMilli(1);
    pairsPerMilli(2);
    for (int round = 0; round < plan.rounds(); round++) {
      List<Double> nanosInC = reference.run("contended", plan.operations());
      twiceOneInC.add(2 * NANOS_PER_MILLI / nanosInC.get(0));
      twoInC.add(2 * NANOS_PER_MILLI / nanosInC.get(1));
      twiceOne.add(2 * pairsPerMilli(1));
      twoThreads.add(pairsPerMilli(2));
    }
    busy |= TwoCores.areBusy();
    return List.of(
        new Comparison("contended", "/ms", twoThreads, twiceOne, GOAL, busy),
        new Comparison("contended-in-c", "/ms", twoInC, twiceOneInC, Goal.none(), busy));
  }

  private double pairsPerMilli(int threads) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    try (Mapping mapping = new Mapping(4L * threads * Mapping.PAGE)) {
      mapping.touch();
      List<Callable<Double>> contenders = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        long offset = (4L * i + 1) * Mapping.PAGE;
        contenders.add(() -> pairs(mapping, offset, start));
      }
      double sum = 0;
      for (Future<Double> rate : executor.invokeAll(contenders)) {
        sum += rate.get();
      }
      return sum;
    } finally {
      executor.shutdown();
    }
  }

  private double pairs(Mapping mapping, long offset, CyclicBarrier start) throws Exception {
    start.await();
    long begun = System.nanoTime();
    for (int i = 0; i < plan.operations(); i++) {
      locker.lock(mapping.range(offset, Mapping.PAGE)).close();
    }
    return plan.operations() * NANOS_PER_MILLI / (System.nanoTime() - begun);
  }
}
