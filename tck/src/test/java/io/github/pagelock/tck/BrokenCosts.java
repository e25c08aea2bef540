package io.github.pagelock.tck;

import static io.github.pagelock.tck.BrokenSubject.broken;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Providers and engines that miscount what a lock takes of the memory that is left: L13. */
final class BrokenCosts {
  private BrokenCosts() {}

  static Stream<BrokenSubject> all() {
    return Stream.of(
        broken(
            CountsResidentPagesToo.class,
            "L10 L13",
            "optional_L10_claimedResidencyCountsLockedPages",
            "optional_L13_residentPagesNeedNoMemory",
            "optional_L13_pagesThatWereCopiedNeedNoMemory"),
        broken(
            KeepsTooMuchMemoryFree.class, "L13", "optional_L13_lockThatLeavesEnoughMemoryIsTaken"),
        broken(
            CountsAbsentPagesOnly.class,
            "L13",
            "optional_L13_pagesThatALockCopiesNeedMemory",
            "optional_L13_ownPageCacheIsNotLeftOver"),
        broken(CountsLockedCacheToo.class, "L13", "optional_L13_pageCacheThatIsLockedCostsNothing"),
        broken(
            CountsOverlapsTwice.class, "L13", "required_L13_rangesThatOverlapNeedTheirMemoryOnce"),
        broken(
            ForgetsWhatIsToBePopulated.class,
            "L13",
            "optional_L13_memoryThatIsStillToBePopulatedIsTaken"));
  }

  static class CountsResidentPagesToo extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public Residency residency(long address, long byteCount) {
          Residency told = super.residency(address, byteCount);
          return Residency.of(told.pages(), 0, told.pageSize());
        }

        @Override
        public LockCost cost(List<PageSpan> spans) {
          return LockCost.of(spans.stream().mapToLong(PageSpan::byteCount).sum(), 0);
        }
      };
    }
  }

  static class KeepsTooMuchMemoryFree extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public MemoryRoom memory() {
          return memoryWithout(0);
        }

        @Override
        public MemoryRoom memoryWithout(long cachedBytes) {
          MemoryRoom room = super.memoryWithout(cachedBytes);
          return room.minus(room.availableBytes() / 20);
        }
      };
    }
  }

  /** As the default of the SPI does, which knows no better. */
  static class CountsAbsentPagesOnly extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public LockCost cost(List<PageSpan> spans) {
          long absent = 0;
          for (PageSpan span : spans) {
            absent +=
                span.byteCount() - residency(span.address(), span.byteCount()).residentBytes();
          }
          return LockCost.of(absent, 0);
        }
      };
    }
  }

  static class CountsLockedCacheToo extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public LockCost cost(List<PageSpan> spans) {
          long added = super.cost(spans).newBytes();
          long bytes = spans.stream().mapToLong(PageSpan::byteCount).sum();
          return LockCost.of(added, bytes - added);
        }
      };
    }
  }

  static class CountsOverlapsTwice extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public PendingLock<List<LockedRange>> lockAllAsync(
            Collection<MemoryRange> ranges, LockMode mode) {
          List<MemoryRange> apart = new ArrayList<>();
          for (MemoryRange range : ranges) {
            int pages = (int) (range.byteCount() / kernel.pageSize());
            apart.add(MemoryRange.ofAddress(kernel.map(pages), range.byteCount(), null));
          }
          return super.lockAllAsync(apart, mode);
        }
      };
    }
  }

  static class ForgetsWhatIsToBePopulated extends BrokenConformance {
    private final AtomicLong marked = new AtomicLong();

    @Override
    PageOperations operations() {
      return new SteppedOperations(kernel);
    }

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void lockOnFault(long address, long byteCount) {
          super.lockOnFault(address, byteCount);
          marked.addAndGet(byteCount);
        }

        @Override
        public MemoryRoom memory() {
          return memoryWithout(0);
        }

        @Override
        public MemoryRoom memoryWithout(long cachedBytes) {
          return super.memoryWithout(cachedBytes - marked.get());
        }

        @Override
        public LockCost cost(List<PageSpan> spans) {
          return LockCost.of(super.cost(spans).newBytes() - marked.get(), 0);
        }
      };
    }
  }
}
