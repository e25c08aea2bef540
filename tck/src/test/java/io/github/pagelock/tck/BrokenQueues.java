package io.github.pagelock.tck;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PageLockerBuilder;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Engines that submit or serve requests wrongly: A1, A2, A3, A10 and L12. */
final class BrokenQueues {
  private BrokenQueues() {}

  static boolean isWorker() {
    String name = Thread.currentThread().getName();
    return CallbackThreadRules.WORKERS.stream().anyMatch(name::startsWith);
  }

  /** On the threads where the kit looks for that; everywhere else the kit itself would hang. */
  static class BlocksInLockAsync extends BrokenRequests.Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      if (Thread.currentThread().getName().equals("tck-background")) {
        // Surely longer than the test waits for it.
        for (int i = 0; i < 3 && !bench().requests().ends(whole); i++) {}
      }
      return whole;
    }
  }

  static class CountsResidentPagesWhenSubmitting extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
          if (range.byteCount() > ChunkRules.LARGEST_CHUNK) {
            super.residency(range);
          }
          return super.lockAsync(range, mode);
        }
      };
    }
  }

  static class IgnoresTheBound extends BrokenConformance {
    @Override
    protected PageLocker newLocker(PageLockerBuilder settings) {
      return super.newLocker(settings.capacity(Integer.MAX_VALUE));
    }
  }

  static class KeepsThePlaceOfWhatFailed extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      AtomicReference<PendingLock<LockedRange>> last = new AtomicReference<>();
      return new WrappedLocker(whole) {
        @Override
        public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
          PendingLock<LockedRange> before = last.get();
          if (before != null && before.state() == State.FAILED) {
            throw BrokenProviders.failure(Reason.QUEUE_FULL, 0, range.byteCount());
          }
          PendingLock<LockedRange> pending = super.lockAsync(range, mode);
          last.set(pending);
          return pending;
        }
      };
    }
  }

  static class KeepsWhatItRefused extends BrokenConformance {
    private final List<MemoryRange> kept = new ArrayList<>();

    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
          try {
            return super.lockAsync(range, mode);
          } catch (PageLockException full) {
            kept.add(range);
            throw full;
          }
        }
      };
    }
  }

  static class TakesWhateverItIsGiven extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        @SuppressWarnings("ConstantValue") // the kit gives it null
        public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
          try {
            return super.lockAsync(range, mode == null ? LockMode.PLAIN : mode);
          } catch (IllegalArgumentException impossible) {
            return super.lockAsync(MemoryRange.ofAddress(kernel.map(1), 1, null), mode);
          } catch (IllegalStateException closed) {
            return PageLocker.builder()
                .provider(new FakeProvider(kernel))
                .build()
                .lockAsync(range, mode);
          }
        }
      };
    }
  }

  /** A worker stays with a request: it locks, in chunks, whatever is mapped behind the first. */
  static class ServesARequestToItsEnd extends BrokenConformance {
    private long servedFrom;
    private long servedTo;

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void lock(long address, long byteCount) {
          if (!isWorker() || byteCount < 1 << 20) {
            super.lock(address, byteCount);
          } else if (address < servedFrom || address >= servedTo) {
            servedFrom = address;
            servedTo = address;
            while (kernel.isMapped(servedTo)) {
              long end = servedTo;
              while (kernel.isMapped(end) && end - servedTo < byteCount) {
                end += pageSize();
              }
              Requests.pause(1);
              super.lock(servedTo, end - servedTo);
              servedTo = end;
            }
          }
        }
      };
    }
  }

  static class CallsTwiceWithoutASleep extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void lock(long address, long byteCount) {
          super.lock(address, byteCount);
          if (isWorker()) {
            super.lock(address, byteCount);
          }
        }
      };
    }
  }

  static class SleepsAfterEachCall extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void lock(long address, long byteCount) {
          super.lock(address, byteCount);
          if (isWorker()) {
            Requests.pause(1);
          }
        }
      };
    }
  }

  /** Leaves out the last step: big requests stay marked, and plain pages are marked too. */
  static class MarksInsteadOfLocking extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new SteppedOperations(kernel);
    }

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void lock(long address, long byteCount) {
          if (isWorker()) {
            super.lockOnFault(address, byteCount);
          } else {
            super.lock(address, byteCount);
          }
        }
      };
    }
  }
}
