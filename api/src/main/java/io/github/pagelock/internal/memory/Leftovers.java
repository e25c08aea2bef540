package io.github.pagelock.internal.memory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts memories that are closed and still mapped, as a buffer of them may be reachable. Only the
 * garbage collector knows better, and it does not know that a process may have but some ten
 * thousand mappings: a program that makes little garbage would run out of them, and the JVM with
 * it. So the collector is asked, as the JDK does for direct buffers.
 */
final class Leftovers {
  private static final int FEW = 1_000;
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(64);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final AtomicBoolean ASKING = new AtomicBoolean();

  /** How many there may be: twice as many as the collector has left the last time. */
  private static volatile int most = FEW;

  private Leftovers() {}

  static void added() {
    COUNT.incrementAndGet();
  }

  static void removed() {
    COUNT.decrementAndGet();
  }

  /** Before one more is mapped. */
  static void limit() {
    if (COUNT.get() < most || ASKING.getAndSet(true)) {
      return;
    }
    try {
      System.gc();
      long pause = TimeUnit.MILLISECONDS.toNanos(1);
      while (COUNT.get() > FEW / 2 && pause <= LONGEST_PAUSE) {
        LockSupport.parkNanos(pause);
        pause *= 2;
      }
      most = Math.max(FEW, 2 * COUNT.get());
    } finally {
      ASKING.set(false);
    }
  }
}
