package io.github.pagelock.tck;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Makes the collector run. */
final class Garbage {
  private static final int ROUNDS = 3;
  private static final long PAUSE_MILLIS = 5;

  private Garbage() {}

  /** Returns after several collections, seen to have happened. */
  static void collect(Duration patience) {
    for (int round = 0; round < ROUNDS; round++) {
      WeakReference<Object> canary = new WeakReference<>(new Object());
      if (!collectUntil(patience, () -> canary.refersTo(null))) {
        throw new AssertionError("System.gc() collects nothing; is it disabled on this JVM?");
      }
    }
  }

  static boolean collectUntil(Duration patience, BooleanSupplier done) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      System.gc();
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return true;
  }
}
