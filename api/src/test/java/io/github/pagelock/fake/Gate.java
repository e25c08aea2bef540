package io.github.pagelock.fake;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Stops the first call that matches until it is released; later ones pass. */
public final class Gate implements CallHook {
  private static final long PATIENCE_SECONDS = 30;

  private final Call.Phase phase;
  private final Predicate<Call> matcher;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  Gate(Call.Phase phase, Predicate<Call> matcher) {
    this.phase = phase;
    this.matcher = matcher;
  }

  /** Waits until a call stands at the gate. */
  public void awaitReached() {
    await(reached, "no call reached the gate");
  }

  public boolean isReached() {
    return reached.getCount() == 0;
  }

  /** Lets the call go on, also if it has not come yet. */
  public void release() {
    released.countDown();
  }

  @Override
  public void at(Call.Phase at, Call call) {
    if (at == phase && matcher.test(call) && taken.compareAndSet(false, true)) {
      reached.countDown();
      await(released, "the gate was not released");
    }
  }

  private static void await(CountDownLatch latch, String complaint) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      while (true) {
        try {
          if (!latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError(complaint + " within " + PATIENCE_SECONDS + " s");
          }
          return;
        } catch (InterruptedException e) {
          interrupted = true; // a lock cannot be interrupted, so neither can this
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
