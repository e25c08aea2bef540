package io.github.pagelock.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * The sleep between two chunks (L12). A yield does not help: the kernel's lock of the address space
 * goes to a waiter only if we are really gone for a moment.
 */
final class Pause {
  private static final long NANOS = 1_000;

  private Pause() {}

  static void betweenChunks() {
    // An interrupted thread would not sleep at all.
    boolean interrupted = Thread.interrupted();
    long end = System.nanoTime() + NANOS;
    do {
      LockSupport.parkNanos(Pause.class, NANOS);
    } while (System.nanoTime() - end < 0);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
