package io.github.pagelock.internal;

import io.github.pagelock.MemoryRange;
import java.nio.ByteBuffer;

/**
 * Reads a byte of each page through the range's own buffer (L10). It never writes: that would dirty
 * files. An address is never touched: nothing says that it may be read.
 */
final class Toucher {
  private Toucher() {}

  static void touch(MemoryRange range, int pageSize) {
    range.view().ifPresent(view -> touch(view, pageSize));
  }

  @SuppressWarnings("ThreadPriorityCheck") // for its native call, not for the scheduler
  private static void touch(ByteBuffer view, int pageSize) {
    int sum = 0;
    try {
      for (long at = view.position(); at < view.limit(); at += pageSize) {
        sum += view.get((int) at);
      }
      sum += view.get(view.limit() - 1);
      // The JVM throws it late, after the read that failed; at the latest when a native call
      // returns. It must not be thrown outside of this block.
      Thread.yield();
    } catch (InternalError truncated) {
      // A page beyond the end of its file: the JVM turns the SIGBUS into this. Best effort ends
      // here; the handle says already that nothing is locked.
      sum = 0;
    }
    blackhole = (byte) sum;
  }

  /** Keeps the reads from being optimised away. */
  @SuppressWarnings("unused")
  private static volatile byte blackhole;
}
