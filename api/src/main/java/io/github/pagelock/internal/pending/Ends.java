package io.github.pagelock.internal.pending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.internal.base.Mutex;
import io.github.pagelock.internal.work.Pause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The one end of a request, and who waits for it. Ending needs no memory. */
public final class Ends {
  private final CountDownLatch latch = new CountDownLatch(1);
  private final Mutex mutex = new Mutex();

  /** Those who wait for the first of several requests. */
  @GuardedBy("mutex")
  private List<Semaphore> waiting = List.of();

  private volatile State state = State.PENDING;

  State state() {
    return state;
  }

  void end(State ended) {
    mutex.lock();
    try {
      state = ended;
      latch.countDown();
      for (int i = 0; i < waiting.size(); i++) {
        waiting.get(i).release();
      }
    } finally {
      mutex.unlock();
    }
  }

  /** Waits; returns whether it has ended. */
  boolean await(long nanos) throws InterruptedException {
    return latch.await(nanos, TimeUnit.NANOSECONDS);
  }

  void awaitUninterruptibly() {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException later) {
        interrupted = true;
      } catch (OutOfMemoryError noPlace) {
        Pause.betweenChunks();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives a permit at the end, or at once if that has come, until {@link #forget}. */
  public void wakeAtEnd(Semaphore waiter) {
    mutex.lock();
    try {
      if (state != State.PENDING) {
        waiter.release();
        return;
      }
      if (waiting.isEmpty()) {
        waiting = new ArrayList<>(1);
      }
      waiting.add(waiter);
    } finally {
      mutex.unlock();
    }
  }

  public void forget(Semaphore waiter) {
    mutex.lock();
    try {
      if (!waiting.isEmpty()) {
        waiting.remove(waiter);
      }
    } finally {
      mutex.unlock();
    }
  }

  int waiters() {
    mutex.lock();
    try {
      return waiting.size();
    } finally {
      mutex.unlock();
    }
  }
}
