package io.github.pagelock.provider.freebsd;

import io.github.pagelock.PageLockException;
import org.jspecify.annotations.Nullable;

/** How a request has ended, noted without needing memory. Guarded as its request. */
final class AioEnd {
  private final PageLockException spare;
  private String call = "aio_mlock";
  private int errno;
  private long nanos;
  private boolean known;
  private boolean lost;
  private boolean withoutRoom;
  private @Nullable PageLockException ofCancel;
  private @Nullable Throwable thrown;

  /**
   * Not yet.
   *
   * @param spare what the listener is told if there is no memory to make a better one
   */
  AioEnd(PageLockException spare) {
    this.spare = spare;
  }

  /** A call, or the kernel's queue, has said 0 or an errno. */
  void is(String ofCall, int itsErrno, long afterNanos) {
    known = true;
    call = ofCall;
    errno = itsErrno;
    nanos = afterNanos;
  }

  /** As above; if it is ECANCELED, the listener is told this. */
  void mayBeCancelled(PageLockException failure) {
    ofCancel = failure;
  }

  /** Q6. */
  void isCancelled(PageLockException failure) {
    mayBeCancelled(failure);
    is(call, FreeBsd.ECANCELED, 0);
  }

  /** Q11. */
  void isWithoutRoom() {
    withoutRoom = true;
    is(call, FreeBsd.EAGAIN, 0);
  }

  /** Q13, Q19: the kernel does not know the request any more, or has never known it. */
  void isLost() {
    lost = true;
    is(call, thrown == null ? FreeBsd.EINVAL : 0, 0);
  }

  /** A call threw: it may have done its work, or not. */
  void isInDoubt(Throwable byCall) {
    thrown = byCall;
  }

  boolean isInDoubt() {
    return thrown != null;
  }

  /** Q14: mlock threw. */
  void isUnknown(String ofCall, Throwable byCall) {
    isInDoubt(byCall);
    call = ofCall;
    lost = true;
    known = true;
  }

  /** Whether it is known how the request has ended; its result may still have to be taken. */
  boolean isKnown() {
    return known;
  }

  boolean isLocked() {
    return errno == 0 && !lost;
  }

  boolean isResultLost() {
    return lost;
  }

  boolean isOfPatience() {
    return withoutRoom;
  }

  String call() {
    return call;
  }

  /** The kernel's number, or 0 where it has not said any. */
  int errno() {
    return errno;
  }

  long nanos() {
    return nanos;
  }

  @Nullable PageLockException ofCancel() {
    return ofCancel;
  }

  @Nullable Throwable thrown() {
    return thrown;
  }

  PageLockException spare() {
    return spare;
  }
}
