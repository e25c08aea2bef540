package io.github.pagelock.internal.work;

import org.jspecify.annotations.Nullable;

/**
 * Something for {@link Workers} to do, as often as it is brought. It is its own place in their
 * queues, so that bringing it needs no memory. All fields are guarded by the workers' mutex.
 */
public abstract class Task {
  /** How many runs are to be done. */
  int due;

  @Nullable Task next;

  /** When it is to be brought, if it is for later. */
  long dueNanos;

  boolean isForLater;
  @Nullable Task nextLater;

  /** Does it once, on any thread. What it throws is lost. */
  public abstract void run();
}
