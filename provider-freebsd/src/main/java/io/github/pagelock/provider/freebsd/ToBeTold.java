package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.libc.LibC;

/**
 * Requests that have ended, and those that a call of this thread is to end (Q14): collected with
 * the queue's lock, and told without it, each once, whoever throws. Used by one thread.
 */
final class ToBeTold {
  private static final String CALL = "mlock";

  private final LibC libc;
  private final EndFailures failures;
  private final RequestList requests = new RequestList();
  private final Problems ofListeners = new Problems();

  ToBeTold(LibC libc, EndFailures failures) {
    this.libc = libc;
    this.failures = failures;
  }

  /** Needs no memory. */
  void add(AioRequest request) {
    requests.addLast(request);
  }

  /** Tells all. Throws nothing. */
  void tell() {
    for (AioRequest next = requests.first(); next != null; next = requests.first()) {
      requests.remove(next);
      if (next.state() == AioRequest.State.BY_CALL) {
        lock(next);
      }
      try {
        next.tell(failures.of(next));
      } catch (Throwable ofTheListener) {
        ofListeners.add(ofTheListener);
      }
    }
    ofListeners.report();
  }

  private void lock(AioRequest request) {
    long begun = System.nanoTime();
    try {
      int errno = libc.mlock(request.address, request.byteCount);
      request.end.is(CALL, errno, System.nanoTime() - begun);
    } catch (Throwable unknown) {
      request.end.isUnknown(CALL, unknown);
    }
    request.ended();
  }
}
