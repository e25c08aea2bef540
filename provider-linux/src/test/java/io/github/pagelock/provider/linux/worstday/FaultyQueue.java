package io.github.pagelock.provider.linux.worstday;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.LockQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** A queue as an operating system has it, which tells what becomes of a request on any thread. */
final class FaultyQueue implements LockQueue {
  private static final long REQUEST_BYTES = 128 << 10;
  private static final int WINDOW = 3;

  private final FaultyOperations operations;
  private final Executor kernel;
  private final AtomicInteger number = new AtomicInteger();

  FaultyQueue(FaultyOperations operations, Executor kernel) {
    this.operations = operations;
    this.kernel = kernel;
  }

  @Override
  public long requestBytes() {
    return REQUEST_BYTES;
  }

  @Override
  public int window() {
    return WINDOW;
  }

  @Override
  public Request submit(long address, long byteCount, Listener listener) {
    operations.maybeFail();
    operations.weather().queued.incrementAndGet();
    Submitted submitted = new Submitted(address, byteCount, listener);
    if (number.getAndIncrement() % 4 == 0) {
      submitted.run();
    } else {
      kernel.execute(submitted);
    }
    return submitted;
  }

  private enum State {
    WAITS,
    RUNS,
    ENDED
  }

  private final class Submitted implements Request, Runnable {
    private final long address;
    private final long byteCount;
    private final Listener listener;
    private State state = State.WAITS;

    Submitted(long address, long byteCount, Listener listener) {
      this.address = address;
      this.byteCount = byteCount;
      this.listener = listener;
    }

    private synchronized boolean goes(State from, State to) {
      boolean goes = state == from;
      state = goes ? to : state;
      return goes;
    }

    @Override
    public void run() {
      if (!goes(State.WAITS, State.RUNS)) {
        return;
      }
      PageLockException failure = null;
      try {
        operations.lock(address, byteCount);
      } catch (PageLockException refused) {
        failure = refused;
      } catch (Throwable broken) {
        failure = failure(Reason.OTHER);
      }
      goes(State.RUNS, State.ENDED);
      listener.ended(failure, 1000);
    }

    private PageLockException failure(Reason reason) {
      while (true) {
        try {
          return LockFailure.of(reason, Faults.INJECTED, address, byteCount).build();
        } catch (OutOfMemoryError again) {
          // It is not the exception's turn to fail.
        }
      }
    }

    @Override
    public Cancellation cancel() {
      operations.maybeFail();
      if (goes(State.WAITS, State.ENDED)) {
        PageLockException cancelled = failure(Reason.CANCELLED);
        kernel.execute(() -> listener.ended(cancelled, 0));
        return Cancellation.CANCELLED;
      }
      synchronized (this) {
        return state == State.ENDED ? Cancellation.ALREADY_DONE : Cancellation.NOT_CANCELLED;
      }
    }
  }
}
