package io.github.pagelock.tck;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Something that another thread does. */
final class Background<T> {
  private static final Duration SETTLE = Duration.ofMillis(50);

  private final FutureTask<T> task;
  private final Duration patience;

  private Background(Supplier<T> work, Duration patience) {
    this.task = new FutureTask<>(work::get);
    this.patience = patience;
    Thread thread = new Thread(task, "tck-background");
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

  /** Whether it ends although it should not. */
  boolean endsSoon() {
    try {
      task.get(SETTLE.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
