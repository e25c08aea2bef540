package io.github.pagelock.fake;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.LockQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A queue as an operating system has it: first in, first out, one runs at a time, what waits can be
 * taken out, what runs cannot. Its thread is the kernel's.
 */
final class FakeQueue implements LockQueue {
  private static final long REQUEST_BYTES = 16L << 20;

  private final FakeKernel kernel;
  private final AtomicInteger notEnded = new AtomicInteger();
  private final ThreadPoolExecutor running = thread();
  private final ThreadPoolExecutor telling = thread();

  FakeQueue(FakeKernel kernel) {
    this.kernel = kernel;
  }

  private static ThreadPoolExecutor thread() {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "fake-queue");
              thread.setDaemon(true);
              return thread;
            });
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  @Override
  public long requestBytes() {
    return Math.max(REQUEST_BYTES, kernel.pageSize());
  }

  @Override
  public int window() {
    return 2;
  }

  @Override
  public Request submit(long address, long byteCount, Listener listener) {
    Entry entry = new Entry(address, byteCount, listener);
    notEnded.incrementAndGet();
    running.execute(entry::run);
    return entry;
  }

  int notEnded() {
    return notEnded.get();
  }

  private enum State {
    WAITS,
    RUNS,
    ENDED
  }

  private final class Entry implements Request {
    private final long address;
    private final long byteCount;
    private final Listener listener;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITS);

    Entry(long address, long byteCount, Listener listener) {
      this.address = address;
      this.byteCount = byteCount;
      this.listener = listener;
    }

    void run() {
      if (!state.compareAndSet(State.WAITS, State.RUNS)) {
        return;
      }
      PageLockException failure = null;
      long begun = System.nanoTime();
      try {
        kernel.lock(address, byteCount);
      } catch (PageLockException failed) {
        failure = failed;
      }
      state.set(State.ENDED);
      notEnded.decrementAndGet();
      listener.ended(failure, System.nanoTime() - begun);
    }

    @Override
    public Cancellation cancel() {
      if (state.compareAndSet(State.WAITS, State.ENDED)) {
        notEnded.decrementAndGet();
        PageLockException cancelled =
            LockFailure.of(Reason.CANCELLED, "aio_mlock", address, byteCount).build();
        telling.execute(() -> listener.ended(cancelled, 0));
        return Cancellation.CANCELLED;
      }
      return state.get() == State.RUNS ? Cancellation.NOT_CANCELLED : Cancellation.ALREADY_DONE;
    }
  }
}
