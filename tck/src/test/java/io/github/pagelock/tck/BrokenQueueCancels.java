package io.github.pagelock.tck;

import static io.github.pagelock.tck.BrokenSubject.broken;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.Cancellation;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LockQueue;
import io.github.pagelock.spi.PageOperations;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Engines that lose their way when a provider's queue throws from a cancel: X1 and X3. */
final class BrokenQueueCancels {
  private BrokenQueueCancels() {}

  /** The operating system has a queue, and what its cancels throw is seen. */
  private abstract static class Queued extends BrokenConformance {
    volatile boolean cancelThrew;

    Queued() {
      kernel.setCapabilities(
          EnumSet.complementOf(EnumSet.of(Capability.RELOCK_IS_FREE, Capability.ON_FAULT)));
    }

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public Optional<LockQueue> queue() {
          return recorded.queue().map(Queued.this::seen);
        }

        @Override
        public Set<Capability> capabilities() {
          return recorded.capabilities();
        }
      };
    }

    private LockQueue seen(LockQueue queue) {
      return new LockQueue() {
        @Override
        public long requestBytes() {
          return queue.requestBytes();
        }

        @Override
        public int window() {
          return queue.window();
        }

        @Override
        public Request submit(long address, long byteCount, Listener listener) {
          Request request = queue.submit(address, byteCount, listener);
          return () -> {
            try {
              return request.cancel();
            } catch (Throwable thrown) {
              cancelThrew = true;
              throw thrown;
            }
          };
        }
      };
    }
  }

  static class ThrowsWhatACancelThrew extends Queued {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        PendingLock<LockedRange> pending(PendingLock<LockedRange> pending) {
          return Answers.of(pending, "cancel", none -> cancel(pending));
        }

        private Cancellation cancel(PendingLock<LockedRange> pending) {
          Cancellation answer = pending.cancel();
          if (cancelThrew) {
            throw new IllegalStateException("a cancel threw");
          }
          return answer;
        }

        @Override
        public void close() {
          super.close();
          if (cancelThrew) {
            throw new IllegalStateException("a cancel threw");
          }
        }
      };
    }
  }

  static class NeverEndsAfterACancelThatThrew extends Queued {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public PendingLock<List<LockedRange>> lockAllAsync(
            Collection<MemoryRange> ranges, LockMode mode) {
          PendingLock<List<LockedRange>> pending = super.lockAllAsync(ranges, mode);
          return Answers.of(
              pending, "await", timeout -> pending.await((Duration) timeout[0]) && !cancelThrew);
        }
      };
    }
  }

  static Stream<BrokenSubject> all() {
    return Stream.of(
        broken(
            ThrowsWhatACancelThrew.class,
            "X03",
            "optional_X03_cancelThatThrowsIsTakenAsNotCancelled",
            "optional_X03_closeGoesOnAfterACancelThatThrows"),
        broken(
            NeverEndsAfterACancelThatThrew.class,
            "X01",
            "optional_X01_cancelThatThrowsLosesNoRequest"));
  }
}
