package io.github.pagelock.internal.view;

import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.work.Callbacks;
import io.github.pagelock.internal.work.Task;
import java.util.concurrent.Executor;

/**
 * The completion that a request owes when it has ended, on its way to the user's executor. It comes
 * once, whatever the executor does (A8, X3).
 */
public final class Delivery extends Task {
  private static final long NANOS_BETWEEN_TRIES = 10_000_000;

  private final Executor executor;
  private final Completing completing;
  private final Runnable deliver = this::deliver;

  /** Completes what the user waits for. */
  interface Completing {
    /** May be called again; throws only if there is no memory, and then has done nothing. */
    void complete();
  }

  Delivery(Executor executor, Completing completing) {
    this.executor = executor;
    this.completing = completing;
  }

  /** On the callback thread: an executor that runs its tasks at once runs them there. */
  @Override
  public void run() {
    try {
      executor.execute(deliver);
    } catch (Throwable rejected) {
      Log.warn(
          "the callback executor rejected a completion, or failed; what it has not run runs on"
              + " Pagelock's own thread",
          rejected);
      deliver();
    }
  }

  private void deliver() {
    try {
      completing.complete();
    } catch (Throwable noMemory) {
      Callbacks.later(this, NANOS_BETWEEN_TRIES);
    }
  }
}
