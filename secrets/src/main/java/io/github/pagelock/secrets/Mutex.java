package io.github.pagelock.secrets;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** A lock that is also got, and waited with, where there is no memory for a place in its queue. */
final class Mutex extends ReentrantLock {
  private static final long serialVersionUID = 1;
  private static final long NANOS_BETWEEN_TRIES = 100_000;

  private final transient Condition changed = newCondition();

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

  /** Waits, interrupted or not, until something is true, of which {@link #changed()} tells. */
  void await(BooleanSupplier isTrue) {
    lock();
    try {
      while (!isTrue.getAsBoolean()) {
        changed.awaitUninterruptibly();
      }
    } catch (OutOfMemoryError noPlace) {
      while (!isTrue.getAsBoolean()) {
        unlock();
        LockSupport.parkNanos(NANOS_BETWEEN_TRIES);
        lock();
      }
    } finally {
      unlock();
    }
  }

  void changed() {
    lock();
    try {
      changed.signalAll();
    } finally {
      unlock();
    }
  }
}
