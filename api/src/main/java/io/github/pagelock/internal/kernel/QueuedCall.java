package io.github.pagelock.internal.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.base.Mutex;
import io.github.pagelock.internal.book.Claim;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.work.Task;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.LockQueue;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that the operating system's own queue locks: a request for each run of its pages that has
 * to be asked for. They stay CHANGING until all of them have ended. Made before the pages are
 * claimed: from then on it ends once, whatever the queue throws.
 */
public final class QueuedCall extends Task {
  private final Consumer<QueuedCall> whenEnded;
  private final Consumer<QueuedCall> settling;
  private @Nullable Claim claim;

  /** The next of the same request. */
  public @Nullable QueuedCall following;

  /** Held while a run is handed to the queue. A listener never takes it. */
  private final Mutex handing = new Mutex();

  @GuardedBy("handing")
  private LockQueue.@Nullable Request[] requests = {};

  @GuardedBy("handing")
  private int handed;

  /** Nothing more is going to be submitted. */
  @GuardedBy("handing")
  private boolean submitted;

  @GuardedBy("handing")
  private boolean cancelled;

  private final Mutex mutex = new Mutex();

  /** Requests that have not ended; submitting them counts as one. */
  @GuardedBy("mutex")
  private int underWay = 1;

  @GuardedBy("mutex")
  private boolean touched;

  @GuardedBy("mutex")
  private long nanos;

  @GuardedBy("mutex")
  private @Nullable Throwable failure;

  /**
   * A chunk that is about to be claimed.
   *
   * @param whenEnded told once, on any thread, without a lock
   * @param settling what is to be done with it then, as a task
   */
  public QueuedCall(Consumer<QueuedCall> whenEnded, Consumer<QueuedCall> settling) {
    this.whenEnded = whenEnded;
    this.settling = settling;
  }

  public void claimed(Claim pages) {
    claim = pages;
  }

  public Claim claim() {
    return Objects.requireNonNull(claim);
  }

  @Override
  public void run() {
    settling.accept(this);
  }

  /** Submits everything, or what comes before the first refusal or a cancel. Throws nothing. */
  void submit(LockQueue queue, List<Pages> runs) {
    int count = runs.size();
    handing.lock();
    try {
      requests = new LockQueue.Request[count];
    } catch (Throwable noMemory) {
      submitted = true;
      fail(noMemory);
      count = 0;
    } finally {
      handing.unlock();
    }
    for (int i = 0; i < count; i++) {
      if (!submit(queue, runs.get(i), i == count - 1)) {
        break;
      }
    }
    runEnded(null, false, 0);
  }

  /** Ends it without asking the queue. */
  void refuse(Throwable why) {
    handing.lock();
    try {
      submitted = true;
    } finally {
      handing.unlock();
    }
    runEnded(why, false, 0);
  }

  private boolean submit(LockQueue queue, Pages run, boolean last) {
    handing.lock();
    try {
      if (cancelled) {
        throw LockFailure.of(Reason.CANCELLED, "lock", run.start(), run.byteCount()).build();
      }
      Run listener = new Run();
      begin();
      submitted = last;
      try {
        requests[handed] = queue.submit(run.start(), run.byteCount(), listener);
        handed++;
        return true;
      } catch (Throwable refused) {
        listener.tell(refused, false, 0);
        throw refused;
      }
    } catch (Throwable notHanded) {
      submitted = true;
      fail(notHanded);
      return false;
    } finally {
      handing.unlock();
    }
  }

  private void begin() {
    mutex.lock();
    try {
      underWay++;
    } finally {
      mutex.unlock();
    }
  }

  private void fail(Throwable why) {
    mutex.lock();
    try {
      if (failure == null) {
        failure = why;
      }
    } finally {
      mutex.unlock();
    }
  }

  /** A run, which ends once however often the queue tells. */
  private final class Run implements LockQueue.Listener {
    private boolean told;

    @Override
    public void ended(@Nullable PageLockException why, long kernelNanos) {
      tell(why, why == null || why.reason() != Reason.CANCELLED, kernelNanos);
    }

    void tell(@Nullable Throwable why, boolean ran, long kernelNanos) {
      mutex.lock();
      try {
        if (told) {
          return;
        }
        told = true;
      } finally {
        mutex.unlock();
      }
      runEnded(why, ran, kernelNanos);
    }
  }

  private void runEnded(@Nullable Throwable why, boolean ran, long kernelNanos) {
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
   * waited for: only then can the queue say what became of it. A queue that throws has not let go.
   *
   * @return CANCELLED if that makes the chunk fail, else NOT_CANCELLED
   */
  public Cancellation cancel() {
    handing.lock();
    try {
      cancelled = true;
      if (!submitted) {
        return Cancellation.CANCELLED;
      }
      boolean any = false;
      for (int i = 0; i < handed; i++) {
        any |= isCancelled(requests[i]);
      }
      return any ? Cancellation.CANCELLED : Cancellation.NOT_CANCELLED;
    } finally {
      handing.unlock();
    }
  }

  private static boolean isCancelled(LockQueue.@Nullable Request request) {
    try {
      return request != null && request.cancel() == Cancellation.CANCELLED;
    } catch (Throwable notLetGo) {
      Log.warn("the provider's queue failed to cancel a request", notLetGo);
      return false;
    }
  }

  /** Why it is not locked; only after its end. */
  public @Nullable Throwable failure() {
    mutex.lock();
    try {
      return failure;
    } finally {
      mutex.unlock();
    }
  }

  /** Whether the kernel has begun with any of it; only after its end. */
  public boolean isTouched() {
    mutex.lock();
    try {
      return touched;
    } finally {
      mutex.unlock();
    }
  }

  /** Nanoseconds that the kernel took. */
  public long nanos() {
    mutex.lock();
    try {
      return nanos;
    } finally {
      mutex.unlock();
    }
  }
}
