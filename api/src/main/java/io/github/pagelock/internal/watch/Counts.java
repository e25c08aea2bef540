package io.github.pagelock.internal.watch;

import io.github.pagelock.PageLockException.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** What a locker has done since it was made. Threads that count do not meet in a cache line. */
public final class Counts {
  private final Count opened = new Count();
  private final Count closed = new Count();
  private final Count chunks = new Count();
  private final Map<Reason, Count> failures = new EnumMap<>(Reason.class);
  private volatile Chunk longest = new Chunk(0, 0);

  /** A kernel call. */
  public record Chunk(long nanos, long bytes) {}

  public Counts() {
    for (Reason reason : Reason.values()) {
      failures.put(reason, new Count());
    }
  }

  public void opened() {
    opened.increment();
  }

  void closed() {
    closed.increment();
  }

  public void chunk() {
    chunks.increment();
  }

  public void timed(long nanos, long bytes) {
    if (nanos > longest.nanos) {
      try {
        longer(new Chunk(nanos, bytes));
      } catch (OutOfMemoryError uncounted) {
        // The call is done all the same.
      }
    }
  }

  private synchronized void longer(Chunk chunk) {
    if (chunk.nanos > longest.nanos) {
      longest = chunk;
    }
  }

  void failed(Reason reason) {
    Count count = failures.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  public long live() {
    // In this order, so that a handle closed meanwhile does not count as minus one.
    long gone = closed.sum();
    return opened.sum() - gone;
  }

  public long chunks() {
    return chunks.sum();
  }

  public Chunk longest() {
    return longest;
  }

  /** The reasons that there were. */
  public Map<Reason, Long> failures() {
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
