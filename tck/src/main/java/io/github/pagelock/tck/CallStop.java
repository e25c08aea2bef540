package io.github.pagelock.tck;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Stops the first call that matches, or each, before it reaches the provider, until released. */
public final class CallStop implements AutoCloseable {
  private final Predicate<KernelCall> matcher;
  private final Duration patience;
  private final boolean every;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  CallStop(Predicate<KernelCall> matcher, Duration patience, boolean every) {
    this.matcher = matcher;
    this.patience = patience;
    this.every = every;
  }

  /**
   * Waits until a call stands here.
   *
   * @throws AssertionError if none comes in time
   */
  public void awaitReached() {
    try {
      if (!reached.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("no call to the kernel came within " + patience);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets the calls go on, also those that have not come yet. */
  public void release() {
    released.countDown();
  }

  @Override
  public void close() {
    release();
  }

  void pass(KernelCall call) {
    if (!matcher.test(call) || (!taken.compareAndSet(false, true) && !every)) {
      return;
    }
    reached.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        released.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // a lock cannot be interrupted, so neither can this
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
