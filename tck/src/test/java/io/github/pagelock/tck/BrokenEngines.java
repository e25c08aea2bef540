package io.github.pagelock.tck;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PageLockerBuilder;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.RangeAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Engines that break one rule each. */
final class BrokenEngines {
  private BrokenEngines() {}

  static class RoundsInward extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          long page = kernel.pageSize();
          long from = RangeAddress.of(range, bench().recorder().open()::addressOf);
          long to = from + range.byteCount();
          long start = Math.floorDiv(from + page - 1, page) * page;
          long end = Math.floorDiv(to, page) * page;
          if (from < 0 || to < from || (start == from && end == to)) {
            return super.lock(range, mode);
          }
          return super.lock(
              MemoryRange.ofAddress(start, Math.max(end - start, 1), range.owner().orElse(null)),
              mode);
        }
      };
    }
  }

  /** As lazysodium does. */
  static class LocksACopyOfAHeapBuffer extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(ByteBuffer buffer) {
          return super.lock(
              buffer.isDirect()
                  ? buffer
                  : ByteBuffer.allocateDirect(buffer.remaining()).put(buffer.duplicate()).flip());
        }
      };
    }
  }

  static class LocksTheWholePageOfAnEmptyBuffer extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(ByteBuffer buffer) {
          return super.lock(buffer.hasRemaining() ? buffer : buffer.duplicate().clear());
        }
      };
    }
  }

  /** Closes by the range instead of by what nobody holds any more. */
  static class UnlocksTheWholeRange extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          return new WrappedHandle(super.lock(range, mode)) {
            @Override
            public void close() {
              if (isLocked() && lockedBytes() < 8L * kernel.pageSize()) {
                bench().recorder().open().unlock(lockedAddress(), lockedBytes());
              }
              super.close();
            }
          };
        }
      };
    }
  }

  static class VerifiesOneByOne extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public List<KernelState> verify(Collection<? extends LockedRange> handles) {
          return handles.stream().map(LockedRange::verify).toList();
        }
      };
    }
  }

  static class SaysThatADegradedHandleIsLocked extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          return new WrappedHandle(super.lock(range, mode)) {
            @Override
            public boolean isLocked() {
              return super.isLocked() || degradation().isPresent();
            }
          };
        }
      };
    }
  }

  static class TouchesAddressRanges extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          LockedRange handle = super.lock(range, mode);
          if (!handle.isLocked()) {
            kernel.touch(RangeAddress.of(range, kernel::addressOf), range.byteCount());
          }
          return handle;
        }
      };
    }
  }

  static class FindsBuffersByItself extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          long address = RangeAddress.of(range, kernel::addressOf);
          return super.lock(
              MemoryRange.ofAddress(address, range.byteCount(), range.owner().orElse(null)), mode);
        }
      };
    }
  }

  static class CountsTheMappingsForEachLock extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          bench().recorder().open().mappings();
          return super.lock(range, mode);
        }
      };
    }
  }

  static class CountsHandlesAsMappings extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        private long handles;

        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          Supplier<MappingRoom> told = bench().recorder().mappings;
          if (told != null) {
            MappingRoom room = told.get();
            long others = room.count() - 2L * bench().recorder().lockedPages.runs();
            if (others + 2 * ++handles > room.max() - room.max() / 10) {
              throw BrokenProviders.failure(Reason.LIMIT_EXCEEDED, 0, range.byteCount());
            }
          }
          return super.lock(range, mode);
        }
      };
    }
  }

  static class LocksAllInOneCallFirst extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          if (mode == LockMode.PLAIN && range.byteCount() == ChunkRules.LARGE) {
            bench().recorder().open().lock(RangeAddress.of(range, a -> 0), range.byteCount());
          }
          return super.lock(range, mode);
        }
      };
    }
  }

  static class NeverAllowsOvercommit extends BrokenConformance {
    @Override
    protected PageLocker newLocker(PageLockerBuilder settings) {
      return super.newLocker(settings.allowOvercommit(false));
    }
  }
}
