package io.github.pagelock.tck;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.PageSpan;
import io.github.pagelock.spi.RangeAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Engines that give an answer where they have none. */
final class GuessingEngines {
  private GuessingEngines() {}

  static class LocksAnotherPageForAnImpossibleRange extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          try {
            return super.lock(range, mode);
          } catch (IllegalArgumentException impossible) {
            return super.lock(MemoryRange.ofAddress(kernel.map(1), 1, null), mode);
          }
        }
      };
    }
  }

  static class VerifiesClosedHandles extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          return new WrappedHandle(super.lock(range, mode)) {
            @Override
            public KernelState verify() {
              if (isLocked()) {
                return super.verify();
              }
              PageSpan span = new PageSpan(lockedAddress(), lockedBytes());
              return bench().recorder().open().verify(List.of(span)).get(0);
            }
          };
        }
      };
    }
  }

  static class GuessesWhatIsMissing extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          LockedRange handle;
          try {
            handle = super.lock(range, mode);
          } catch (PageLockException missing) {
            if (mode == LockMode.PLAIN) {
              throw missing;
            }
            handle = super.lock(range, LockMode.PLAIN);
          }
          return new WrappedHandle(handle) {
            @Override
            public KernelState verify() {
              try {
                return super.verify();
              } catch (PageLockException missing) {
                return KernelState.LOCKED;
              }
            }
          };
        }

        @Override
        public List<KernelState> verify(Collection<? extends LockedRange> handles) {
          try {
            return super.verify(handles);
          } catch (PageLockException missing) {
            return handles.stream().map(LockedRange::verify).toList();
          }
        }

        @Override
        public Residency residency(MemoryRange range) {
          try {
            return super.residency(range);
          } catch (PageLockException missing) {
            return Residency.of(1, Residency.UNKNOWN, kernel.pageSize());
          }
        }

        @Override
        public LockLimits limits() {
          try {
            return super.limits();
          } catch (PageLockException missing) {
            return LockLimits.ALL_UNKNOWN;
          }
        }
      };
    }
  }

  /** A lock that overlaps one under way ends as that one does. */
  static class TakesTheOthersFailureForItsOwn extends BrokenConformance {
    private record UnderWay(long from, long to, CompletableFuture<Boolean> end) {}

    private final List<UnderWay> underWay = new ArrayList<>();

    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          long from = RangeAddress.of(range, bench().recorder().open()::addressOf);
          UnderWay mine = new UnderWay(from, from + range.byteCount(), new CompletableFuture<>());
          for (UnderWay other : overlapping(mine)) {
            if (!other.end().join()) {
              throw BrokenProviders.failure(Reason.TRY_AGAIN, from, range.byteCount());
            }
          }
          boolean locked = false;
          try {
            LockedRange handle = super.lock(range, mode);
            locked = true;
            return handle;
          } finally {
            mine.end().complete(locked);
          }
        }

        @Override
        public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
          PendingLock<LockedRange> pending = super.lockAsync(range, mode);
          long from = RangeAddress.of(range, kernel::addressOf);
          List<UnderWay> others = others(from, from + range.byteCount());
          return others.isEmpty()
              ? pending
              : Answers.of(
                  pending,
                  "state",
                  none ->
                      others.stream().allMatch(other -> other.end().getNow(true))
                          ? pending.state()
                          : PendingLock.State.FAILED);
        }
      };
    }

    private List<UnderWay> overlapping(UnderWay mine) {
      synchronized (underWay) {
        List<UnderWay> others = others(mine.from(), mine.to());
        underWay.add(mine);
        return others;
      }
    }

    private List<UnderWay> others(long from, long to) {
      synchronized (underWay) {
        underWay.removeIf(other -> other.end().isDone());
        return underWay.stream().filter(other -> other.from() < to && from < other.to()).toList();
      }
    }
  }
}
