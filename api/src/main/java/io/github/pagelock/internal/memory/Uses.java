package io.github.pagelock.internal.memory;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who uses a memory now. There are none after its close, which waits for those that are running.
 */
final class Uses {
  private static final int CLOSED = Integer.MIN_VALUE;

  /** The uses of each thread, the innermost first. */
  private static final ThreadLocal<@Nullable Use> OF_THREAD = new ThreadLocal<>();

  /** How many are running, and whether it is closed. */
  private final AtomicInteger state = new AtomicInteger();

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Thread closer;

  /** One of a thread. */
  final class Use {
    private final @Nullable Use outer = OF_THREAD.get();

    private Use() {}

    private Uses uses() {
      return Uses.this;
    }

    void end() {
      if (outer == null) {
        OF_THREAD.remove();
      } else {
        OF_THREAD.set(outer);
      }
      left();
    }
  }

  /** Begins a use, to be ended by this thread, the innermost first. */
  Use begin() {
    Use use = new Use();
    if (state.incrementAndGet() < 0) {
      left();
      throw new IllegalStateException("the memory is closed");
    }
    try {
      OF_THREAD.set(use);
      return use;
    } catch (Throwable noMemory) {
      left();
      throw noMemory;
    }
  }

  private void left() {
    if (state.decrementAndGet() == CLOSED) {
      LockSupport.unpark(closer);
    }
  }

  boolean isClosed() {
    return state.get() < 0;
  }

  /**
   * Forbids further ones, and waits until none is running.
   *
   * @return whether this is the first call, which has to say when all is {@link #ended()}; the
   *     others wait for that
   */
  boolean close() {
    for (Use use = OF_THREAD.get(); use != null; use = use.outer) {
      if (use.uses() == this) {
        throw new IllegalStateException(
            "the memory cannot be closed by a function that is using it: it would wait for itself");
      }
    }
    boolean interrupted = false;
    boolean first = first();
    if (first) {
      while (state.get() != CLOSED) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    } else {
      while (ended.getCount() > 0) {
        try {
          ended.await();
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return first;
  }

  private boolean first() {
    int now = state.get();
    while (now >= 0) {
      int seen = state.compareAndExchange(now, now | CLOSED);
      if (seen == now) {
        closer = Thread.currentThread();
        return true;
      }
      now = seen;
    }
    return false;
  }

  void ended() {
    ended.countDown();
  }
}
