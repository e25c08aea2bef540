package io.github.pagelock.internal.process;

import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.work.Pause;
import io.github.pagelock.spi.ProcessMapping;
import java.util.List;

/**
 * Goes over mappings chunk by chunk, and sleeps in between (L12): not after each of the small
 * mappings, of which there are hundreds, but after a millisecond of them.
 */
final class Walk {
  private static final long SMALL = 1L << 20;
  private static final long CALLS_NANOS = 1_000_000;

  /** What is done to a chunk. */
  interface Work {
    /** All of it was in one mapping. */
    void to(long start, long end, boolean isAccessible);
  }

  /** Pages that cannot be accessed go by chunks of their own size: there is rarely anything. */
  private final ChunkSizer ofAccessible;

  private final ChunkSizer ofOthers;
  private long callNanos;

  private Walk(ChunkSizer ofAccessible, ChunkSizer ofOthers) {
    this.ofAccessible = ofAccessible;
    this.ofOthers = ofOthers;
  }

  static Walk toLock(int pageSize) {
    return new Walk(
        ChunkSizer.ofLocks(pageSize, ChunkSizer.LARGEST),
        ChunkSizer.ofLocks(pageSize, ChunkSizer.LARGEST));
  }

  static Walk toRelease(int pageSize) {
    return new Walk(ChunkSizer.ofReleases(pageSize), ChunkSizer.ofReleases(pageSize));
  }

  void over(List<ProcessMapping> mappings, Work work) {
    for (ProcessMapping mapping : mappings) {
      ChunkSizer sizer = mapping.isAccessible() ? ofAccessible : ofOthers;
      long end = mapping.address() + mapping.byteCount();
      for (long start = mapping.address(); start < end; ) {
        long chunkEnd = start + Math.min(sizer.next(), end - start);
        long begun = System.nanoTime();
        work.to(start, chunkEnd, mapping.isAccessible());
        long nanos = System.nanoTime() - begun;
        sizer.took(chunkEnd - start, nanos);
        pause(chunkEnd < end || chunkEnd - start >= SMALL, nanos);
        start = chunkEnd;
      }
    }
  }

  private void pause(boolean isDue, long nanos) {
    callNanos += nanos;
    if (isDue || callNanos >= CALLS_NANOS) {
      Pause.betweenChunks();
      callNanos = 0;
    }
  }
}
