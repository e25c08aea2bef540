package io.github.pagelock.internal.pending;

import io.github.pagelock.internal.steps.Next;
import io.github.pagelock.internal.steps.Step;

/** How a chunk of a pending lock gets done. One for all requests of a locker. */
interface Lane {
  /** Does a chunk, or sees to it. Throws nothing: what fails is the chunk. */
  Next turn(PendingRequest request, Step step);

  /** Bytes of a chunk, at most. */
  long largest();

  /** Chunks of a request that may be under way at once. */
  int atOnce();

  /** Whether a ticket stays with its chunk in the operating system's queue. */
  boolean queues();
}
