package io.github.pagelock.tck;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Something that another thread does. */
final class Background<T> {
  private final FutureTask<T> task;
  private final Thread thread;
  private final Duration patience;

  private Background(Supplier<T> work, Duration patience) {
    this.task = new FutureTask<>(work::get);
    this.patience = patience;
    this.thread = new Thread(task, "tck-background");
    thread.setDaemon(true);
    thread.start();
  }

  static <T> Background<T> run(Duration patience, Supplier<T> work) {
    return new Background<>(work, patience);
  }

  /** The result, or what was thrown; fails with the complaint if it does not come. */
  T await(String complaint) {
    try {
      return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(complaint + " (waited " + patience + ")", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new AssertionError(complaint, e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Whether it ends although it should not: false once its thread is seen to wait for somebody to
   * let it go on.
   */
  boolean endsSoon() {
    long begun = System.nanoTime();
    while (!task.isDone()) {
      if (isHeldUp() || System.nanoTime() - begun > patience.toNanos()) {
        return false;
      }
      Requests.pause(1);
    }
    return true;
  }

  /**
   * At a semaphore or a latch that nobody has released yet, or at what others use; a mutex or a
   * sleep ends by itself. The thread of one that was released may stand there a little longer.
   */
  private boolean isHeldUp() {
    String at = String.valueOf(LockSupport.getBlocker(thread));
    return (at.contains("Semaphore$") && at.contains("State = 0"))
        || (at.contains("CountDownLatch$") && !at.contains("State = 0"))
        || at.contains(".Uses@");
  }
}
