package io.github.pagelock.tck;

import static io.github.pagelock.tck.BrokenSubject.broken;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import io.github.pagelock.spi.RangeAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Engines that fill a file system before they know, or ask it what they should not: L4. */
final class BrokenFileSystems {
  private BrokenFileSystems() {}

  static Stream<BrokenSubject> all() {
    return Stream.of(
        broken(
            AsksTheFileSystemOnceAChunkIsLocked.class,
            "L04 L10",
            "required_L04_problemOfTheFileSystemRefusesBeforeAnythingIsLocked",
            "required_L04_problemOfTheFileSystemRefusesAPendingLockToo",
            "required_L04_problemOfTheFileSystemIsLookedForInAllRangesTogether"),
        broken(
            AsksTheFileSystemChunkByChunk.class,
            "L04 L10",
            "required_L04_problemOfTheFileSystemRefusesBeforeAnythingIsLocked",
            "required_L04_problemOfTheFileSystemRefusesAPendingLockToo"),
        broken(
            AsksTheFileSystemOnTheCallersThreadOnly.class,
            "L04 L10",
            "required_L04_problemOfTheFileSystemRefusesAPendingLockToo"),
        broken(
            AsksTheFileSystemRangeByRange.class,
            "L04",
            "required_L04_problemOfTheFileSystemIsLookedForInAllRangesTogether"),
        broken(
            AsksTheFileSystemForMoreThanItLocks.class,
            "L04",
            "required_L04_rangesThatTheFileSystemHasRoomForAreLocked"),
        broken(
            AsksTheFileSystemForLocksOnFault.class,
            "L04",
            "optional_L04_problemOfTheFileSystemRefusesNoLockOnFault"),
        broken(
            ThrowsForTheFileSystemUnderBestEffort.class,
            "L10",
            "required_L10_problemOfTheFileSystemDegradesUnderBestEffort"));
  }

  private static void refuse(Diagnosis problem) {
    throw LockFailure.of(problem, "lock", 0, 0).build();
  }

  static class AsksTheFileSystemOnceAChunkIsLocked extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        private volatile List<PageSpan> spans = List.of();

        @Override
        public Optional<Diagnosis> fileSystemProblem(List<PageSpan> all) {
          spans = all;
          return Optional.empty();
        }

        @Override
        public void lock(long address, long byteCount) {
          super.lock(address, byteCount);
          super.fileSystemProblem(spans).ifPresent(BrokenFileSystems::refuse);
        }
      };
    }
  }

  static class AsksTheFileSystemChunkByChunk extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        private long asked;

        @Override
        public Optional<Diagnosis> fileSystemProblem(List<PageSpan> all) {
          return Optional.empty();
        }

        @Override
        public synchronized void lock(long address, long byteCount) {
          asked += byteCount;
          super.fileSystemProblem(List.of(new PageSpan(address, asked)))
              .ifPresent(BrokenFileSystems::refuse);
          super.lock(address, byteCount);
        }
      };
    }
  }

  static class AsksTheFileSystemOnTheCallersThreadOnly extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public Optional<Diagnosis> fileSystemProblem(List<PageSpan> spans) {
          boolean isWorker = Thread.currentThread().getName().startsWith("pagelock-");
          return isWorker ? Optional.empty() : super.fileSystemProblem(spans);
        }
      };
    }
  }

  static class AsksTheFileSystemRangeByRange extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public Optional<Diagnosis> fileSystemProblem(List<PageSpan> spans) {
          return spans.stream()
              .flatMap(span -> super.fileSystemProblem(List.of(span)).stream())
              .findFirst();
        }
      };
    }
  }

  /** From the first page to the last, with what lies between. */
  static class AsksTheFileSystemForMoreThanItLocks extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public Optional<Diagnosis> fileSystemProblem(List<PageSpan> spans) {
          long start = spans.stream().mapToLong(PageSpan::address).min().orElseThrow();
          long end =
              spans.stream()
                  .mapToLong(span -> span.address() + span.byteCount())
                  .max()
                  .orElseThrow();
          return super.fileSystemProblem(List.of(new PageSpan(start, end - start)));
        }
      };
    }
  }

  static class AsksTheFileSystemForLocksOnFault extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public PendingLock<List<LockedRange>> lockAllAsync(
            Collection<MemoryRange> ranges, LockMode mode) {
          List<PageSpan> spans = new ArrayList<>();
          for (MemoryRange range : ranges) {
            spans.add(new PageSpan(RangeAddress.of(range, buffer -> 0), range.byteCount()));
          }
          bench()
              .recorder()
              .open()
              .fileSystemProblem(spans)
              .filter(problem -> mode == LockMode.ON_FAULT)
              .ifPresent(BrokenFileSystems::refuse);
          return super.lockAllAsync(ranges, mode);
        }
      };
    }
  }

  static class ThrowsForTheFileSystemUnderBestEffort extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          LockedRange handle = super.lock(range, mode);
          handle
              .degradation()
              .ifPresent(
                  failure -> {
                    throw failure;
                  });
          return handle;
        }
      };
    }
  }
}
