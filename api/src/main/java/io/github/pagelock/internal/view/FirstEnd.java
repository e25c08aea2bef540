package io.github.pagelock.internal.view;

import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.internal.pending.PendingRequest;
import io.github.pagelock.internal.work.Callbacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The first of several requests to end. Pagelock's own wake who waits; those that somebody else
 * implements are asked now and then, since their completion passes through an executor (A8).
 */
public final class FirstEnd<P extends PendingLock<?>> {
  private static final long NANOS_BETWEEN_LOOKS = 5_000_000;

  private final List<P> requests;
  private final List<PendingRequest> own;

  public FirstEnd(List<P> requests) {
    this.requests = requests;
    this.own = new ArrayList<>(requests.size());
    for (P request : requests) {
      if (request instanceof PendingView<?> known) {
        own.add(known.request());
      }
    }
  }

  /** Waits; returns one that has ended, or empty if none has in time. */
  public Optional<P> await(long nanos) throws InterruptedException {
    if (requests.isEmpty()) {
      return Optional.empty();
    }
    Callbacks.askAgain();
    Semaphore any = new Semaphore(0);
    try {
      for (PendingRequest request : own) {
        request.ends().wakeAtEnd(any);
      }
      return await(any, nanos);
    } finally {
      // By index, because this must not need memory.
      for (int i = 0; i < own.size(); i++) {
        own.get(i).ends().forget(any);
      }
    }
  }

  private Optional<P> await(Semaphore any, long nanos) throws InterruptedException {
    long longest = own.size() == requests.size() ? nanos : NANOS_BETWEEN_LOOKS;
    long begun = System.nanoTime();
    long left = nanos;
    Optional<P> ended = look();
    while (ended.isEmpty() && left > 0) {
      boolean unused = any.tryAcquire(Math.min(left, longest), TimeUnit.NANOSECONDS);
      ended = look();
      left = nanos - (System.nanoTime() - begun);
    }
    return ended;
  }

  private Optional<P> look() {
    return requests.stream().filter(request -> request.state() != State.PENDING).findAny();
  }
}
