package io.github.pagelock.internal.pending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PendingLock;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.internal.base.Mutex;
import io.github.pagelock.internal.engine.Debts;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.work.Workers;
import io.github.pagelock.spi.LockFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A locker's pending requests: how many there may be (A2), and their end when it closes (A12). */
public final class PendingSet {
  public static final int DEFAULT_CAPACITY = 256;

  private final Lanes lanes;
  private final Debts debts;
  private final int capacity;
  private final Mutex mutex = new Mutex();

  /** The last one submitted of those that have not ended. */
  @GuardedBy("mutex")
  private @Nullable PendingRequest last;

  @GuardedBy("mutex")
  private int places;

  @GuardedBy("mutex")
  private boolean closed;

  public PendingSet(Lanes lanes, Debts debts, int capacity) {
    this.lanes = lanes;
    this.debts = debts;
    this.capacity = capacity;
    this.places = capacity;
  }

  /** How many requests have not ended. */
  public int pending() {
    mutex.lock();
    try {
      return capacity - places;
    } finally {
      mutex.unlock();
    }
  }

  /**
   * Makes a request; nothing happens before it is submitted.
   *
   * @param failure why it is to fail without asking anybody, if it is
   */
  public PendingRequest request(
      List<RangeLock> locks,
      LockMode mode,
      PendingRequest.Ending ending,
      @Nullable Throwable failure) {
    return new PendingRequest(locks, mode, lanes, new Leaving(ending), failure);
  }

  /** An end that gives the place back. */
  private final class Leaving implements PendingRequest.Ending {
    private final PendingRequest.Ending ending;

    Leaving(PendingRequest.Ending ending) {
      this.ending = ending;
    }

    @Override
    public void makeResult(PendingRequest request) {
      ending.makeResult(request);
    }

    @Override
    public void atEnd(PendingRequest request, PendingLock.State state) {
      givePlaceBack();
      ending.atEnd(request, state);
    }

    @Override
    public void afterEnd(PendingRequest request) {
      // Not before its state has changed: close() waits for those that it finds.
      remove(request);
      ending.afterEnd(request);
    }
  }

  /**
   * Queues a request (P1).
   *
   * @throws PageLockException QUEUE_FULL (P2)
   * @throws IllegalStateException if closed
   */
  public void submit(PendingRequest request) {
    takePlace(request);
    debts.pay();
    request.start();
  }

  private void takePlace(PendingRequest request) {
    mutex.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this PageLocker is closed");
      }
      if (places == 0) {
        throw LockFailure.of(Reason.QUEUE_FULL, "lockAsync", request.address(), request.byteCount())
            .because(
                capacity
                    + " requests are pending, as many as this locker takes; wait for one to end, or"
                    + " set PageLocker.builder().capacity")
            .build();
      }
      places--;
      request.before = last;
      if (last != null) {
        last.after = request;
      }
      last = request;
    } finally {
      mutex.unlock();
    }
  }

  private void givePlaceBack() {
    mutex.lock();
    try {
      places++;
    } finally {
      mutex.unlock();
    }
  }

  private void remove(PendingRequest request) {
    mutex.lock();
    try {
      if (request.before != null) {
        request.before.after = request.after;
      }
      if (request.after == null) {
        last = request.before;
      } else {
        request.after.before = request.before;
      }
      request.before = null;
      request.after = null;
    } finally {
      mutex.unlock();
    }
  }

  /**
   * Cancels what is pending and waits for its end; nothing is accepted any more. One that cannot be
   * cancelled does not keep the others from it.
   */
  public void close() {
    List<PendingRequest> pending = new ArrayList<>();
    mutex.lock();
    try {
      closed = true;
      for (PendingRequest each = last; each != null; each = each.before) {
        pending.add(each);
      }
    } finally {
      mutex.unlock();
    }
    Throwable first = null;
    for (PendingRequest request : pending) {
      try {
        request.cancel();
      } catch (Throwable uncancelled) {
        first = Failures.first(first, uncancelled);
      }
    }
    for (PendingRequest request : pending) {
      request.ends().awaitUninterruptibly();
    }
    debts.pay();
    if (lanes.workers() != Workers.shared()) {
      lanes.workers().close();
    }
    if (first instanceof Error error) {
      throw error;
    }
    if (first != null) {
      throw Failures.asException(first, 0, 0);
    }
  }
}
