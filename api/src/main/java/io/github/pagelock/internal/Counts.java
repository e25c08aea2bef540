package io.github.pagelock.internal;

import io.github.pagelock.PageLockException.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a locker has done since it was made. Threads that count do not meet in a cache line. */
final class Counts {
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder chunks = new LongAdder();
  private final Map<Reason, LongAdder> failures = new EnumMap<>(Reason.class);
  private volatile Chunk longest = new Chunk(0, 0);

  /** A kernel call. */
  record Chunk(long nanos, long bytes) {}

  Counts() {
    for (Reason reason : Reason.values()) {
      failures.put(reason, new LongAdder());
    }
  }

  void opened() {
    opened.increment();
  }

  void closed() {
    closed.increment();
  }

  void chunk() {
    chunks.increment();
  }

  void timed(long nanos, long bytes) {
    if (nanos > longest.nanos) {
      longer(new Chunk(nanos, bytes));
    }
  }

  private synchronized void longer(Chunk chunk) {
    if (chunk.nanos > longest.nanos) {
      longest = chunk;
    }
  }

  void failed(Reason reason) {
    LongAdder count = failures.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  long live() {
    // In this order, so that a handle closed meanwhile does not count as minus one.
    long gone = closed.sum();
    return opened.sum() - gone;
  }

  long chunks() {
    return chunks.sum();
  }

  Chunk longest() {
    return longest;
  }

  /** The reasons that there were. */
  Map<Reason, Long> failures() {
    Map<Reason, Long> known = new EnumMap<>(Reason.class);
    failures.forEach(
        (reason, count) -> {
          long sum = count.sum();
          if (sum > 0) {
            known.put(reason, sum);
          }
        });
    return Collections.unmodifiableMap(known);
  }
}
