package io.github.pagelock.internal.work;

/**
 * Hands completions to the user's executor, always from the one callback thread: an executor that
 * runs its tasks at once runs them there, never on a worker (A8). Where that thread cannot be
 * started they wait, and it is asked for again (X2): by whoever locks, waits, cancels or closes,
 * and by workers, which stay meanwhile.
 */
public final class Callbacks {
  private static final Workers THREAD = new Workers(new Daemons("pagelock-callback-"), 1, false);

  private Callbacks() {}

  public static void bring(Task delivery) {
    THREAD.execute(delivery);
  }

  public static void later(Task delivery, long nanos) {
    THREAD.executeLater(delivery, nanos);
  }

  /** Whether completions wait for a thread that could not be had. */
  static boolean lackThread() {
    return THREAD.lacksThread();
  }

  public static void askAgain() {
    THREAD.askAgain();
  }
}
