package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the chart shows: untouched memory of each size, locked in four ways in turn. */
final class SizeMeasurements {
  private static final int SMALLEST_MEBIBYTES = 16;
  private static final long MIB = 1L << 20;

  private final Plan plan;
  private final Reference reference;

  SizeMeasurements(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  /** Milliseconds to lock a mapping. */
  private interface Way {
    double millis(Mapping mapping) throws InterruptedException;
  }

  SizeChart run() throws Exception {
    SizeChart.Builder chart = new SizeChart.Builder();
    try (PageLocker one = Asynchronous.locker(1);
        PageLocker two = Asynchronous.locker(2)) {
      Map<String, Way> ways = new LinkedHashMap<>();
      ways.put("synchronous", SizeMeasurements::synchronous);
      ways.put("1 worker", mapping -> Asynchronous.millisToLock(one, mapping.range()));
      ways.put("2 workers", mapping -> Asynchronous.millisToLock(two, mapping.range()));
      long largest = plan.sizes().huge() / MIB;
      for (int size = SMALLEST_MEBIBYTES; size <= largest; size *= 2) {
        chart.size(size, rounds(size * MIB, ways));
      }
    }
    return chart.build();
  }

  private Map<String, List<Double>> rounds(long bytes, Map<String, Way> ways) throws Exception {
    Map<String, List<Double>> rounds = new LinkedHashMap<>();
    for (int round = 0; round < plan.rounds(); round++) {
      add(rounds, "C", reference.run("mlock", bytes).get(0));
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        try (Mapping mapping = new Mapping(bytes)) {
          add(rounds, way.getKey(), way.getValue().millis(mapping));
        }
      }
    }
    return rounds;
  }

  private static void add(Map<String, List<Double>> rounds, String way, double millis) {
    rounds.computeIfAbsent(way, first -> new ArrayList<>()).add(millis);
  }

  private static double synchronous(Mapping mapping) {
    long start = System.nanoTime();
    try (LockedRange locked = PageLocker.system().lock(mapping.range())) {
      double millis = (System.nanoTime() - start) / Asynchronous.NANOS_PER_MILLI;
      Asynchronous.confirm(locked);
      return millis;
    }
  }
}
