package io.github.pagelock.tck;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.LockQueue;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests on to a provider's queue and remembers them. What the recorder stops, slows or
 * fails runs here one after another, first in, first out: a request that is stopped stands for one
 * that the kernel works on, which nobody can cancel, and holds up those behind it.
 */
final class RecordingQueue implements LockQueue {
  private final LockQueue delegate;
  private final RecordingOperations operations;
  private final RecordingProvider recorder;
  private final ThreadPoolExecutor kernel = thread("pagelock-tck-kernel");
  private final ThreadPoolExecutor teller = thread("pagelock-tck-teller");

  RecordingQueue(LockQueue delegate, RecordingOperations operations, RecordingProvider recorder) {
    this.delegate = delegate;
    this.operations = operations;
    this.recorder = recorder;
  }

  private static ThreadPoolExecutor thread(String name) {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  @Override
  public long requestBytes() {
    return delegate.requestBytes();
  }

  @Override
  public int window() {
    return delegate.window();
  }

  @Override
  public Request submit(long address, long byteCount, Listener listener) {
    throwPlanned(address, byteCount);
    recorder.submitted.incrementAndGet();
    if (!recorder.faults().interfere()) {
      operations.arrived(KernelCall.Kind.QUEUED, address, byteCount);
      return delegate.submit(address, byteCount, recorded(address, byteCount, listener));
    }
    Entry entry = new Entry(address, byteCount, listener);
    kernel.execute(entry::run);
    return entry;
  }

  private void throwPlanned(long address, long byteCount) {
    PlannedThrows thrown = recorder.faults().thrown;
    if (!thrown.isEmpty()) {
      KernelCall call = RecordingOperations.call(KernelCall.Kind.QUEUED, address, byteCount);
      Throwable planned = thrown.take(call);
      if (planned != null) {
        operations.arrived(call);
        PlannedThrows.rethrow(planned);
      }
    }
  }

  private Listener recorded(long address, long byteCount, Listener listener) {
    return (failure, nanos) -> {
      if (failure == null) {
        recorder.lockedPages.add(address, address + byteCount);
      }
      listener.ended(failure, nanos);
    };
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
      long begun = System.nanoTime();
      PageLockException failure = null;
      try {
        KernelCall call = operations.arrived(KernelCall.Kind.QUEUED, address, byteCount);
        Faults.Planned planned = recorder.faults().planned(call);
        long part = planned == null ? byteCount : planned.bytes();
        failure = part > 0 ? passOn(part) : null;
        if (failure == null && planned != null) {
          failure = planned.fault().toException(call);
        }
      } catch (PageLockException refused) {
        failure = refused;
      } catch (Throwable thrown) {
        failure =
            LockFailure.of(Reason.OTHER, "lock", address, byteCount)
                .because("the provider's queue threw: " + thrown)
                .causedBy(thrown)
                .build();
      }
      state.set(State.ENDED);
      listener.ended(failure, System.nanoTime() - begun);
    }

    private @Nullable PageLockException passOn(long part) {
      CompletableFuture<Optional<PageLockException>> end = new CompletableFuture<>();
      delegate.submit(
          address,
          part,
          recorded(address, part, (failure, nanos) -> end.complete(Optional.ofNullable(failure))));
      return end.join().orElse(null);
    }

    @Override
    public Cancellation cancel() {
      if (state.get() != State.ENDED) {
        recorder.faults().thrown.passCancel(address);
      }
      if (state.compareAndSet(State.WAITS, State.ENDED)) {
        PageLockException cancelled =
            LockFailure.of(Reason.CANCELLED, "lock", address, byteCount).build();
        teller.execute(() -> listener.ended(cancelled, 0));
        return Cancellation.CANCELLED;
      }
      return state.get() == State.ENDED ? Cancellation.ALREADY_DONE : Cancellation.NOT_CANCELLED;
    }
  }
}
