package io.github.pagelock.tck;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Stops the first call that matches, before it reaches the provider, until it is released. */
public final class CallStop implements AutoCloseable {
  private final Predicate<KernelCall> matcher;
  private final Duration patience;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  CallStop(Predicate<KernelCall> matcher, Duration patience) {
    this.matcher = matcher;
    this.patience = patience;
  }

  /** Waits until a call stands here. */
  public void awaitReached() {
    try {
      if (!reached.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("no call to the kernel came within " + patience);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets the call go on, also one that has not come yet. */
  public void release() {
    released.countDown();
  }

  @Override
  public void close() {
    release();
  }

  void pass(KernelCall call) {
    if (!matcher.test(call) || !taken.compareAndSet(false, true)) {
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
