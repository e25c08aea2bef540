package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Pending;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A locker's pending requests: how many there may be (A2), and their end when it closes (A12). */
final class AsyncEngine {
  static final int DEFAULT_CAPACITY = 256;

  private final LockEngine engine;
  private final ChunkWork chunkWork;
  private final Workers workers;
  private final int capacity;
  private final ReentrantLock mutex = new ReentrantLock();
  private final Set<PendingRequest> pending = ConcurrentHashMap.newKeySet();
  private int places;
  private boolean closed;

  AsyncEngine(LockEngine engine, Workers workers, int capacity, boolean touches) {
    this.engine = engine;
    this.chunkWork = new ChunkWork(engine, touches);
    this.workers = workers;
    this.capacity = capacity;
    this.places = capacity;
  }

  /** How many requests have not ended. */
  int pending() {
    mutex.lock();
    try {
      return capacity - places;
    } finally {
      mutex.unlock();
    }
  }

  Part part(MemoryRange range, Pages pages, @Nullable Trace trace) {
    return new Part(range, engine.request(pages, trace));
  }

  /** Makes a request; nothing happens before it is submitted. */
  PendingRequest request(List<Part> parts, LockMode mode, PendingRequest.Ending ending) {
    return new PendingRequest(
        parts,
        mode,
        chunkWork,
        workers,
        engine.operations().pageSize(),
        new PendingRequest.Ending() {
          @Override
          public void atEnd(PendingRequest request, Pending.State state) {
            givePlaceBack();
            ending.atEnd(request, state);
          }

          @Override
          public void afterEnd(PendingRequest request) {
            // Not before its state has changed: close() waits for those that it finds.
            pending.remove(request);
            ending.afterEnd(request);
          }
        });
  }

  /**
   * Queues a request (P1).
   *
   * @throws PageLockException QUEUE_FULL (P2)
   * @throws IllegalStateException if closed
   */
  void submit(PendingRequest request) {
    takePlace(request);
    try {
      request.start();
    } catch (Throwable noThread) {
      givePlaceBack();
      pending.remove(request);
      throw noThread;
    }
  }

  private void takePlace(PendingRequest request) {
    mutex.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this PageLocker is closed");
      }
      if (places == 0) {
        throw PageLockException.of(
                Reason.QUEUE_FULL,
                "lockAsync",
                request.parts().get(0).pages().start(),
                request.byteCount())
            .because(
                capacity
                    + " requests are pending, as many as this locker takes; wait for one to end, or"
                    + " set PageLocker.builder().capacity")
            .build();
      }
      places--;
      pending.add(request);
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

  /** Cancels what is pending and waits for its end; nothing is accepted any more. */
  void close() {
    mutex.lock();
    try {
      closed = true;
    } finally {
      mutex.unlock();
    }
    List<PendingRequest> last = List.copyOf(pending);
    last.forEach(PendingRequest::cancel);
    last.forEach(request -> request.ended().join());
    if (workers != Workers.shared()) {
      workers.close();
    }
  }
}
