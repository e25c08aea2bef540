package io.github.pagelock.internal;

import java.util.concurrent.Executor;

/**
 * Hands completions to the user's executor, always from the one callback thread: an executor that
 * runs its tasks at once runs them there, never on a worker (A8).
 */
final class Callbacks {
  private static final Workers THREAD = new Workers("pagelock-callback-", 1);

  private Callbacks() {}

  static void run(Executor executor, Runnable callback) {
    THREAD.execute(
        () -> {
          try {
            executor.execute(() -> runLogged(callback));
          } catch (RuntimeException rejected) {
            Log.warn(
                "the callback executor rejected a completion, which runs on Pagelock's own thread"
                    + " instead",
                rejected);
            runLogged(callback);
          }
        });
  }

  private static void runLogged(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable failure) {
      Log.warn("a callback of a pending lock failed", failure);
    }
  }
}
