package io.github.pagelock.internal;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Pending.Cancellation;
import io.github.pagelock.spi.LockQueue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that the operating system's own queue locks: a request for each run of its pages that has
 * to be asked for. They stay CHANGING until all of them have ended.
 */
final class QueuedChunk implements LockQueue.Listener {
  private final Claim claim;
  private final Consumer<QueuedChunk> whenEnded;

  /** Held while a run is handed to the queue. A listener never takes it. */
  private final ReentrantLock handing = new ReentrantLock();

  /** Guarded by {@link #handing}, as are the two below. */
  private final List<LockQueue.Request> requests = new ArrayList<>(1);

  /** Nothing more is going to be submitted. */
  private boolean submitted;

  private boolean cancelled;

  /** Guards what follows. */
  private final ReentrantLock mutex = new ReentrantLock();

  /** Requests that have not ended; submitting them counts as one. */
  private int underWay = 1;

  private boolean touched;
  private long nanos;
  private @Nullable Throwable failure;

  /**
   * A chunk that is claimed.
   *
   * @param whenEnded told once, on any thread, without a lock
   */
  QueuedChunk(Claim claim, Consumer<QueuedChunk> whenEnded) {
    this.claim = claim;
    this.whenEnded = whenEnded;
  }

  Claim claim() {
    return claim;
  }

  /** Submits everything, or what comes before the first refusal or a cancel. */
  void submit(LockQueue queue, List<Pages> runs) {
    for (Iterator<Pages> left = runs.iterator(); left.hasNext(); ) {
      if (!submit(queue, left.next(), !left.hasNext())) {
        break;
      }
    }
    ended(null, false, 0);
  }

  private boolean submit(LockQueue queue, Pages run, boolean last) {
    handing.lock();
    try {
      if (!begin(run)) {
        return false;
      }
      submitted = last;
      requests.add(queue.submit(run.start(), run.byteCount(), this));
      return true;
    } catch (Throwable refused) {
      submitted = true;
      ended(refused, false, 0);
      return false;
    } finally {
      handing.unlock();
    }
  }

  private boolean begin(Pages run) {
    mutex.lock();
    try {
      if (cancelled) {
        failure =
            PageLockException.of(Reason.CANCELLED, "lock", run.start(), run.byteCount()).build();
        return false;
      }
      underWay++;
      return true;
    } finally {
      mutex.unlock();
    }
  }

  @Override
  public void ended(@Nullable PageLockException why, long kernelNanos) {
    ended(why, why == null || why.reason() != Reason.CANCELLED, kernelNanos);
  }

  private void ended(@Nullable Throwable why, boolean ran, long kernelNanos) {
    mutex.lock();
    try {
      touched |= ran;
      nanos += kernelNanos;
      if (failure == null) {
        failure = why;
      }
      underWay--;
      if (underWay > 0) {
        return;
      }
    } finally {
      mutex.unlock();
    }
    whenEnded.accept(this);
  }

  /**
   * Takes out of the queue what does not run yet. A submission under way, which does not block, is
   * waited for: only then can the queue say what became of it.
   *
   * @return CANCELLED if that makes the chunk fail, else NOT_CANCELLED
   */
  Cancellation cancel() {
    handing.lock();
    try {
      cancelled = true;
      if (!submitted) {
        return Cancellation.CANCELLED;
      }
      boolean any = false;
      for (LockQueue.Request request : requests) {
        any |= request.cancel() == Cancellation.CANCELLED;
      }
      return any ? Cancellation.CANCELLED : Cancellation.NOT_CANCELLED;
    } finally {
      handing.unlock();
    }
  }

  /** Why it is not locked; only after its end. */
  @Nullable Throwable failure() {
    mutex.lock();
    try {
      return failure;
    } finally {
      mutex.unlock();
    }
  }

  /** Whether the kernel has begun with any of it; only after its end. */
  boolean isTouched() {
    mutex.lock();
    try {
      return touched;
    } finally {
      mutex.unlock();
    }
  }

  /** Nanoseconds that the kernel took. */
  long nanos() {
    mutex.lock();
    try {
      return nanos;
    } finally {
      mutex.unlock();
    }
  }
}
