package io.github.pagelock.tck;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.spi.RangeAddress;
import java.util.ArrayList;
import java.util.List;

/** Engines whose handles or owners live too long or too short. */
final class BrokenLifetimes {
  private BrokenLifetimes() {}

  static class ForgetsTheOwner extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          long address = RangeAddress.of(range, bench().recorder().open()::addressOf);
          return super.lock(MemoryRange.ofAddress(address, range.byteCount(), null), mode);
        }

        @Override
        public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
          long address = RangeAddress.of(range, bench().recorder().open()::addressOf);
          return super.lockAsync(MemoryRange.ofAddress(address, range.byteCount(), null), mode);
        }
      };
    }
  }

  static class KeepsTheOwner extends BrokenConformance {
    private final List<MemoryRange> kept = new ArrayList<>();

    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          kept.add(range);
          return super.lock(range, mode);
        }

        @Override
        public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
          synchronized (kept) {
            kept.add(range);
          }
          return super.lockAsync(range, mode);
        }
      };
    }
  }

  static class UnlocksAgainOnEachClose extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          return new WrappedHandle(super.lock(range, mode)) {
            @Override
            public void close() {
              if (!isLocked() && degradation().isEmpty()) {
                bench().recorder().open().unlock(lockedAddress(), lockedBytes());
              }
              super.close();
            }
          };
        }
      };
    }
  }

  static class KeepsItsHandles extends BrokenConformance {
    private final List<LockedRange> kept = new ArrayList<>();
    private final List<PendingLock<LockedRange>> keptRequests = new ArrayList<>();

    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          LockedRange handle = super.lock(range, mode);
          synchronized (kept) {
            kept.add(handle);
          }
          return handle;
        }

        @Override
        PendingLock<LockedRange> pending(PendingLock<LockedRange> pending) {
          synchronized (kept) {
            keptRequests.add(pending);
          }
          return pending;
        }
      };
    }
  }
}
