package io.github.pagelock.tck;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.tck.BrokenCallbacks.BrokenCallback;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Engines that close wrongly: A12. */
final class BrokenShutdowns {
  private BrokenShutdowns() {}

  /** Refuses what comes, but its threads and requests live on. */
  static class LeaksItsWorkers extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        private volatile boolean closed;

        @Override
        public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
          if (closed) {
            throw new IllegalStateException("closed");
          }
          return super.lockAsync(range, mode);
        }

        @Override
        public void close() {
          closed = true;
        }
      };
    }
  }

  static class ClosesInTheBackground extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public void close() {
          Thread closer =
              new Thread(
                  () -> {
                    Requests.pause(100);
                    super.close();
                  },
                  "closer");
          closer.setDaemon(true);
          closer.start();
        }
      };
    }
  }

  static class ClosesItsHandlesToo extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      List<PendingLock<LockedRange>> made = new CopyOnWriteArrayList<>();
      return new WrappedLocker(whole) {
        @Override
        PendingLock<LockedRange> pending(PendingLock<LockedRange> pending) {
          if (made.size() < 10) {
            made.add(pending);
          }
          return pending;
        }

        @Override
        public void close() {
          super.close();
          made.stream()
              .filter(pending -> pending.state() == State.LOCKED)
              .forEach(pending -> pending.result().close());
        }
      };
    }
  }

  static class WaitsForCallbacksInClose extends BrokenCallback {
    private final AtomicInteger running = new AtomicInteger();

    @Override
    void call(PendingLock<LockedRange> ended, Runnable callback) {
      running.incrementAndGet();
      callback.run();
      running.decrementAndGet();
    }

    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(super.engine(whole)) {
        @Override
        public void close() {
          super.close();
          long deadline = System.nanoTime() + patience().toNanos() * 2;
          while (running.get() > 0 && System.nanoTime() - deadline < 0) {
            Requests.pause(1);
          }
        }
      };
    }

    @Override
    protected Duration patience() {
      return Duration.ofMillis(700);
    }
  }
}
