package io.github.pagelock.benchmarks;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** verify: many handles in one batch, against one look at the kernel's own book. */
final class VerifyCase {
  private static final Goal GOAL = Goal.ratio(1);
  private static final Path SMAPS = Path.of("/proc/self/smaps");
  private static final int WARM_UPS = 5;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Plan plan;
  private final PageLocker locker = PageLocker.system();

  VerifyCase(Plan plan) {
    this.plan = plan;
  }

  Comparison run() throws IOException {
    List<Double> batch = new ArrayList<>();
    List<Double> smaps = new ArrayList<>();
    List<LockedRange> live = new ArrayList<>();
    int count = plan.ranges().verified();
    try (Mapping mapping = new Mapping(2L * count * Mapping.PAGE)) {
      for (int i = 0; i < count; i++) {
        live.add(locker.lock(mapping.range(2L * i * Mapping.PAGE, Mapping.PAGE)));
      }
      for (int round = -WARM_UPS; round < plan.rounds(); round++) {
        double read = millisToRead();
        double verified = millisToVerify(live);
        if (round >= 0) {
          smaps.add(read);
          batch.add(verified);
        }
      }
      live.forEach(LockedRange::close);
    }
    return new Comparison("verify", "ms", batch, smaps, GOAL);
  }

  private double millisToVerify(List<LockedRange> live) {
    long start = System.nanoTime();
    List<KernelState> states = locker.verify(live);
    double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
    if (states.stream().anyMatch(state -> state != KernelState.LOCKED)) {
      throw new IllegalStateException("the kernel says " + states);
    }
    return millis;
  }

  private static double millisToRead() throws IOException {
    long start = System.nanoTime();
    byte[] text = Files.readAllBytes(SMAPS);
    double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
    if (text.length == 0) {
      throw new IOException(SMAPS + " is empty");
    }
    return millis;
  }
}
