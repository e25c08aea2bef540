package io.github.pagelock.internal.events;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lock, an unlock or a pending lock that is being recorded: its event, and what its kernel calls
 * have cost so far. Exists only while somebody records; several workers may add to it.
 */
public final class Trace {
  /** A jdk.jfr.Event, begun. The class may be missing from the runtime, so it is not named here. */
  final Object event;

  private final long begunAt = System.nanoTime();
  private final AtomicInteger chunks = new AtomicInteger();
  private final AtomicLong kernelNanos = new AtomicLong();
  private volatile long queuedNanos = -1;
  private volatile boolean changes;
  private volatile boolean populates;

  Trace(Object event) {
    this.event = event;
  }

  /** A worker has taken it up. */
  public void dequeued() {
    queuedNanos = System.nanoTime() - begunAt;
  }

  /** It goes the way of a populator. */
  public void populates() {
    populates = true;
  }

  /**
   * A chunk's kernel call has ended.
   *
   * @param changed whether it was for pages that nobody held at that level
   */
  public void called(long nanos, boolean changed) {
    chunks.incrementAndGet();
    kernelNanos.addAndGet(nanos);
    if (changed) {
      changes = true;
    }
  }

  int chunks() {
    return chunks.get();
  }

  long kernelNanos() {
    return kernelNanos.get();
  }

  /** Until a worker took it up; until now if none has. */
  long queuedNanos() {
    return queuedNanos < 0 ? System.nanoTime() - begunAt : queuedNanos;
  }

  /** How it was done, as docs/observability.md has it. */
  String way(boolean succeeded) {
    if (populates) {
      return "populate";
    }
    if (changes) {
      return "chunks";
    }
    return succeeded ? "nested" : "none";
  }
}
