package io.github.pagelock.internal.steps;

import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.internal.kernel.QueuedCall;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one request that are in the operating system's queue (P17 to P19 of
 * docs/pending.md), or on their way into it. Guarded by the course's mutex; needs no memory.
 */
public final class QueuedCalls {
  private @Nullable QueuedCall first;

  /** Chunks that are not in the list yet: a cancel still keeps them out of the kernel. */
  private int coming;

  /** A chunk is going to be queued: {@link #add} or {@link #settled} without one follows. */
  public void expect() {
    coming++;
  }

  /** A chunk has ended; null: it has not got into the queue. */
  public void settled(@Nullable QueuedCall call) {
    if (call == null) {
      coming--;
    } else {
      remove(call);
    }
  }

  public void add(QueuedCall call) {
    coming--;
    call.following = first;
    first = call;
  }

  private void remove(QueuedCall call) {
    if (first == call) {
      first = call.following;
      return;
    }
    for (QueuedCall each = first; each != null; each = each.following) {
      if (each.following == call) {
        each.following = call.following;
        return;
      }
    }
  }

  /**
   * Takes out of the queue what does not run yet.
   *
   * @return whether that keeps any of it from being locked
   */
  public boolean cancel() {
    boolean any = coming > 0;
    for (QueuedCall each = first; each != null; each = each.following) {
      any |= each.cancel() == Cancellation.CANCELLED;
    }
    return any;
  }
}
