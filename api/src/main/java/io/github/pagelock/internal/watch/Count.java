package io.github.pagelock.internal.watch;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Threads that count do not meet in a cache line, but where there is no memory to keep them apart.
 */
final class Count {
  private final LongAdder apart = new LongAdder();
  private final AtomicLong together = new AtomicLong();

  void increment() {
    try {
      apart.increment();
    } catch (OutOfMemoryError nothingCounted) {
      together.incrementAndGet();
    }
  }

  long sum() {
    return apart.sum() + together.get();
  }
}
