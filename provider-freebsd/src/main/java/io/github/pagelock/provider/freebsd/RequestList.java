package io.github.pagelock.provider.freebsd;

import org.jspecify.annotations.Nullable;

/**
 * Requests one after the other. Each brings its own place, so that none of this needs memory; it is
 * in one list at most.
 */
final class RequestList {
  private @Nullable AioRequest first;
  private @Nullable AioRequest last;

  boolean isEmpty() {
    return first == null;
  }

  @Nullable AioRequest first() {
    return first;
  }

  void addLast(AioRequest request) {
    request.before = last;
    request.after = null;
    if (last == null) {
      first = request;
    } else {
      last.after = request;
    }
    last = request;
  }

  /** Takes out one that is in this list. */
  void remove(AioRequest request) {
    AioRequest before = request.before;
    AioRequest after = request.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.before = before;
    }
    request.before = null;
    request.after = null;
  }
}
