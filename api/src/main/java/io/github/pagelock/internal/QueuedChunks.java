package io.github.pagelock.internal;

import io.github.pagelock.Pending.Cancellation;
import java.util.HashSet;
import java.util.Set;

/**
 * The chunks of one request that are in the operating system's queue (P17 to P19 of
 * docs/pending.md), or on their way into it. Not thread-safe: the request's mutex guards it.
 */
final class QueuedChunks {
  private final Set<QueuedChunk> queued = new HashSet<>();

  /** Chunks that are not in {@link #queued} yet: a cancel still keeps them out of the kernel. */
  private int coming;

  /** A chunk is going to be queued: {@link #add} or {@link #notComing} follows. */
  void expect() {
    coming++;
  }

  void notComing() {
    coming--;
  }

  void add(QueuedChunk chunk) {
    coming--;
    queued.add(chunk);
  }

  void remove(QueuedChunk chunk) {
    queued.remove(chunk);
  }

  /**
   * Takes out of the queue what does not run yet.
   *
   * @return whether that keeps any of it from being locked
   */
  boolean cancel() {
    boolean any = coming > 0;
    for (QueuedChunk chunk : queued) {
      any |= chunk.cancel() == Cancellation.CANCELLED;
    }
    return any;
  }
}
