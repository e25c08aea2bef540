package io.github.pagelock.provider.freebsd;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.provider.freebsd.ControlBlocks.Slot;
import io.github.pagelock.spi.LockQueue;
import org.jspecify.annotations.Nullable;

/**
 * One request of the queue: docs/freebsd-queue.md has its states. Guarded by the queue's lock, but
 * for its end in BY_CALL, which belongs to the thread that calls. Only making it needs memory.
 */
final class AioRequest implements LockQueue.Request {
  enum State {
    WAITING,
    IN_KERNEL,
    BY_CALL,
    ENDED
  }

  private final AioQueue queue;
  private final LockQueue.Listener listener;
  final long address;
  final long byteCount;
  final AioEnd end;
  final long queuedAt = System.nanoTime();

  /** Its place in a {@link RequestList}. */
  @Nullable AioRequest before;

  @Nullable AioRequest after;

  private volatile State state = State.WAITING;
  private @Nullable Slot slot;
  private long submittedAt;
  private int inKernelThen;

  AioRequest(
      AioQueue queue, long address, long byteCount, LockQueue.Listener listener, AioEnd end) {
    this.queue = queue;
    this.address = address;
    this.byteCount = byteCount;
    this.listener = listener;
    this.end = end;
  }

  State state() {
    return state;
  }

  /** Its name in the kernel; only IN_KERNEL. */
  Slot slot() {
    if (slot == null) {
      throw new IllegalStateException("a request that is " + state + " has no control block");
    }
    return slot;
  }

  /** Q1: noted before the call. */
  void enters(Slot with, int inKernel) {
    state = State.IN_KERNEL;
    slot = with;
    inKernelThen = inKernel;
    submittedAt = System.nanoTime();
  }

  /** Q3, Q15: the kernel has not taken it. */
  void waitsAgain() {
    state = State.WAITING;
    slot = null;
  }

  /** Q14. */
  void goesByCall() {
    state = State.BY_CALL;
  }

  /** Whoever has noted its end tells the listener next; its control block may be used again. */
  void ended() {
    slot = null;
    state = State.ENDED;
  }

  /** Nanoseconds that it has been running, as far as can be told. */
  long ranFor(int atOnce) {
    long inKernel = System.nanoTime() - submittedAt;
    return inKernelThen <= atOnce ? inKernel : inKernel / inKernelThen * atOnce;
  }

  /** Without the queue's lock. */
  void tell(@Nullable PageLockException failure) {
    listener.ended(failure, end.nanos());
  }

  @Override
  public Cancellation cancel() {
    return queue.cancel(this);
  }
}
