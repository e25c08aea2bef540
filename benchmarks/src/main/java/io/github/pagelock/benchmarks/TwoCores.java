package io.github.pagelock.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whether this machine gives two threads two cores right now: asked before a case and after. */
final class TwoCores {
  private static final double ENOUGH = 1.8;
  private static final int ATTEMPTS = 4;
  private static final long SPIN_NANOS = 50_000_000;
  private static final long BETWEEN_ATTEMPTS_MILLIS = 100;
  private static final int TURNS_PER_LOOK = 1_000;

  private TwoCores() {}

  /** Asks a few times, because a moment's disturbance says nothing about the next second. */
  static boolean areBusy() throws InterruptedException, ExecutionException {
    double single = 0;
    double both = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) {
        Thread.sleep(BETWEEN_ATTEMPTS_MILLIS);
      }
      single = Math.max(single, turns(1));
      both = Math.max(both, turns(2));
      if (scale(single, both)) {
        return false;
      }
    }
    return true;
  }

  /** Whether what two threads did together is nearly twice what one does. */
  static boolean scale(double single, double both) {
    return both >= ENOUGH * single;
  }

  private static double turns(int threads) throws InterruptedException, ExecutionException {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Long>> spins = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        spins.add(TwoCores::spin);
      }
      double sum = 0;
      for (Future<Long> spun : executor.invokeAll(spins)) {
        sum += spun.get();
      }
      return sum;
    } finally {
      executor.shutdown();
    }
  }

  private static long spin() {
    long end = System.nanoTime() + SPIN_NANOS;
    long turns = 0;
    long state = end | 1;
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < TURNS_PER_LOOK; i++) {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
      }
      turns++;
    }
    // The state is never 0; the compiler does not know.
    return state == 0 ? 0 : turns;
  }
}
