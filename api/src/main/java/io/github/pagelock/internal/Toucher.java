package io.github.pagelock.internal;

import io.github.pagelock.MemoryRange;
import java.nio.ByteBuffer;

/**
 * Reads a byte of each page through the range's own buffer (L10). It never writes: that would dirty
 * files. An address is never touched: nothing says that it may be read.
 *
 * <p>A page beyond the end of a truncated file gives an InternalError. The JVM throws it late, even
 * after the method that read has returned, so that no catch block around the read is sure to see
 * it: a thread of its own takes it to its grave.
 */
final class Toucher {
  private Toucher() {}

  static void touch(MemoryRange range, int pageSize) {
    range.view().ifPresent(view -> touchElsewhere(view, pageSize));
  }

  /** Does not wait; {@code whenDone} runs on another thread. */
  static void touchAsync(MemoryRange range, int pageSize, Runnable whenDone) {
    Thread waiting =
        new Thread(
            () -> {
              touch(range, pageSize);
              whenDone.run();
            },
            "pagelock-toucher-end");
    waiting.setDaemon(true);
    waiting.start();
  }

  private static void touchElsewhere(ByteBuffer view, int pageSize) {
    Thread toucher = new Thread(() -> touch(view, pageSize), "pagelock-toucher");
    toucher.setDaemon(true);
    // Best effort ends here; the handle says already that nothing is locked.
    toucher.setUncaughtExceptionHandler((thread, truncated) -> {});
    toucher.start();
    boolean interrupted = false;
    while (toucher.isAlive()) {
      try {
        toucher.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void touch(ByteBuffer view, int pageSize) {
    int sum = 0;
    for (long at = view.position(); at < view.limit(); at += pageSize) {
      sum += view.get((int) at);
    }
    blackhole = (byte) (sum + view.get(view.limit() - 1));
  }

  /** Keeps the reads from being optimised away. */
  @SuppressWarnings("unused")
  private static volatile byte blackhole;
}
