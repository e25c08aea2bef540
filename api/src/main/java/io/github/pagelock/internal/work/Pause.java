package io.github.pagelock.internal.work;

import java.util.concurrent.locks.LockSupport;

/**
 * The sleep between two chunks of a request, and, where small ranges follow each other, after a
 * millisecond of calls (L12). A yield does not help: the kernel's lock of the address space goes to
 * a waiter only if we are really gone for a moment.
 */
public final class Pause {
  private static final long NANOS = 1_000;
  private static final long CALLS_NANOS = 1_000_000;
  private static final ThreadLocal<Pause> OF_THREAD = ThreadLocal.withInitial(Pause::new);

  private long callNanos;

  private Pause() {}

  /**
   * On a worker, after a chunk.
   *
   * @param nanos that its calls took
   * @param more whether its request goes on, and the range is not small
   */
  public static void afterChunk(long nanos, boolean more) {
    Pause ofThread;
    try {
      ofThread = OF_THREAD.get();
    } catch (OutOfMemoryError firstOfThread) {
      betweenChunks();
      return;
    }
    ofThread.callNanos += nanos;
    if (more || ofThread.callNanos >= CALLS_NANOS) {
      betweenChunks();
      ofThread.callNanos = 0;
    }
  }

  public static void betweenChunks() {
    uninterruptibly(NANOS);
  }

  /** Sleeps for so long, or a little longer; the thread stays interrupted. */
  public static void uninterruptibly(long nanos) {
    // An interrupted thread would not sleep at all.
    boolean interrupted = Thread.interrupted();
    long end = System.nanoTime() + nanos;
    do {
      LockSupport.parkNanos(Pause.class, nanos);
    } while (System.nanoTime() - end < 0);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
