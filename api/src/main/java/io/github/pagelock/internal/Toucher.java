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
    touch(range, pageSize, 0, range.byteCount());
  }

  /** Touches the part between two offsets. */
  static void touch(MemoryRange range, int pageSize, long from, long to) {
    range.view().ifPresent(view -> touch(view, pageSize, view.position() + from, to - from));
  }

  private static void touch(ByteBuffer view, int pageSize, long first, long count) {
    int sum = 0;
    try {
      for (long at = first; at < first + count; at += pageSize) {
        sum += view.get((int) at);
      }
      sum += view.get((int) (first + count - 1));
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
