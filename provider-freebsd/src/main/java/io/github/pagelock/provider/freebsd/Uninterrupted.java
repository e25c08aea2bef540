package io.github.pagelock.provider.freebsd;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits that an interrupt does not shorten. */
final class Uninterrupted {
  private Uninterrupted() {}

  /** Sleeps so long; a thread that is interrupted stays so. */
  static void sleep(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean interrupted = false;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      interrupted |= Thread.interrupted(); // it would not park
      LockSupport.parkNanos(left);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
