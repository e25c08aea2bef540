package io.github.pagelock.internal.base;

import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** A lock that is also got where there is no memory for a place in its queue (X1). */
public final class Mutex extends ReentrantLock {
  private static final long serialVersionUID = 1;
  private static final long NANOS_BETWEEN_TRIES = 1_000;

  @Override
  public void lock() {
    try {
      super.lock();
    } catch (OutOfMemoryError noPlace) {
      while (!tryLock()) {
        LockSupport.parkNanos(NANOS_BETWEEN_TRIES);
      }
    }
  }
}
