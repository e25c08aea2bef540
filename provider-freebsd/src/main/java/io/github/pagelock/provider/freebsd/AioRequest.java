package io.github.pagelock.provider.freebsd;

import io.github.pagelock.PageLockException;
import io.github.pagelock.Pending.Cancellation;
import io.github.pagelock.spi.LockQueue;
import org.jspecify.annotations.Nullable;

/** One request of the queue: docs/freebsd-queue.md has its states. Guarded by the queue's lock. */
final class AioRequest implements LockQueue.Request {
  enum State {
    WAITING,
    IN_KERNEL,
    ENDED
  }

  private final AioQueue queue;
  private final LockQueue.Listener listener;
  final long address;
  final long byteCount;
  final long queuedAt = System.nanoTime();

  private State state = State.WAITING;
  private @Nullable ControlBlock block;
  private long number;
  private long submittedAt;
  private int inKernelThen;

  AioRequest(AioQueue queue, long address, long byteCount, LockQueue.Listener listener) {
    this.queue = queue;
    this.address = address;
    this.byteCount = byteCount;
    this.listener = listener;
  }

  State state() {
    return state;
  }

  /** Its name in the kernel; only IN_KERNEL. */
  ControlBlock block() {
    if (block == null) {
      throw new IllegalStateException("a request that is " + state + " has no control block");
    }
    return block;
  }

  /** Tells this use of its control block from earlier ones. */
  long number() {
    return number;
  }

  /** Q1. */
  void entered(ControlBlock with, long asNumber, int inKernel) {
    state = State.IN_KERNEL;
    block = with;
    number = asNumber;
    inKernelThen = inKernel;
    submittedAt = System.nanoTime();
  }

  /** Its control block may be used again. */
  void ended() {
    state = State.ENDED;
    block = null;
  }

  /** Nanoseconds that it has been running, as far as can be told. */
  long ranFor(int atOnce) {
    long inKernel = System.nanoTime() - submittedAt;
    return inKernelThen <= atOnce ? inKernel : inKernel / inKernelThen * atOnce;
  }

  /** Without the queue's lock. */
  void tell(@Nullable PageLockException failure, long nanos) {
    listener.ended(failure, nanos);
  }

  @Override
  public Cancellation cancel() {
    return queue.cancel(this);
  }
}
