package io.github.pagelock.tck;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.RangeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Engines whose requests tell or do the wrong thing: A4, A5, A7 and A9. */
final class BrokenRequests {
  private BrokenRequests() {}

  /** Another answer of every request for one range. */
  abstract static class Broken extends BrokenConformance {
    abstract PendingLock<LockedRange> broken(PendingLock<LockedRange> whole);

    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        PendingLock<LockedRange> pending(PendingLock<LockedRange> pending) {
          return broken(pending);
        }
      };
    }

    static PendingLock<LockedRange> answering(
        PendingLock<LockedRange> whole, String method, Answers.Answer answer) {
      return Answers.of(whole, method, answer);
    }
  }

  static class EndsBeforeTheKernelHasAnswered extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(
          whole, "state", none -> whole.state() == State.PENDING ? State.LOCKED : whole.state());
    }
  }

  static class ForgetsTheErrno extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(
          whole, "failure", none -> whole.failure().map(failure -> ofReason(failure.reason())));
    }

    private static PageLockException ofReason(PageLockException.Reason reason) {
      return LockFailure.of(reason, "lock", 0, 0).build();
    }
  }

  static class GivesEachCallerAHandleOfItsOwn extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(whole, "result", none -> new WrappedHandle(whole.result()));
    }
  }

  static class SaysThatADegradedResultIsLocked extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(
          whole,
          "result",
          none -> {
            LockedRange handle = whole.result();
            return handle.degradation().isEmpty()
                ? handle
                : new WrappedHandle(handle) {
                  @Override
                  public boolean isLocked() {
                    return true;
                  }
                };
          });
    }
  }

  static class AlwaysSaysThatItHasEnded extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(
          whole,
          "await",
          timeout -> {
            whole.await((Duration) timeout[0]);
            return true;
          });
    }
  }

  static class WakesOneWaiter extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      AtomicBoolean woken = new AtomicBoolean();
      return answering(
          whole,
          "await",
          timeout -> {
            boolean ended = whole.await((Duration) timeout[0]);
            if (AwaitRules.LONG.equals(timeout[0]) && woken.getAndSet(true)) {
              Thread.sleep(patience().multipliedBy(3).toMillis());
            }
            return ended;
          });
    }

    @Override
    protected Duration patience() {
      return Duration.ofMillis(700);
    }
  }

  static class CannotBeInterrupted extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(
          whole,
          "await",
          timeout -> {
            while (true) {
              try {
                return whole.await((Duration) timeout[0]);
              } catch (InterruptedException ignored) {
                // As if nothing had been.
              }
            }
          });
    }
  }

  static class CountsWholeRequestsOnly extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      return answering(
          whole, "bytesLocked", none -> whole.state() == State.LOCKED ? whole.byteCount() : 0L);
    }
  }

  static class CountsBackwardsNowAndThen extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      AtomicInteger asked = new AtomicInteger();
      return answering(
          whole,
          "bytesLocked",
          none -> {
            boolean pending = whole.state() == State.PENDING;
            return pending && asked.incrementAndGet() % 3 == 0 ? 0L : whole.bytesLocked();
          });
    }
  }

  static class RemembersItsBestProgress extends Broken {
    @Override
    PendingLock<LockedRange> broken(PendingLock<LockedRange> whole) {
      AtomicLong best = new AtomicLong();
      return answering(
          whole, "bytesLocked", none -> best.accumulateAndGet(whole.bytesLocked(), Math::max));
    }
  }

  static class CountsBytesInsteadOfPages extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public PendingLock<List<LockedRange>> lockAllAsync(
            Collection<MemoryRange> ranges, LockMode mode) {
          long bytes = ranges.stream().mapToLong(MemoryRange::byteCount).sum();
          PendingLock<List<LockedRange>> pending = super.lockAllAsync(ranges, mode);
          return Answers.of(pending, "byteCount", none -> bytes);
        }
      };
    }
  }

  static class SortsTheRanges extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public PendingLock<List<LockedRange>> lockAllAsync(
            Collection<MemoryRange> ranges, LockMode mode) {
          List<MemoryRange> sorted = new ArrayList<>(ranges);
          sorted.sort(Comparator.comparingLong(range -> RangeAddress.of(range, kernel::addressOf)));
          return super.lockAllAsync(sorted, mode);
        }
      };
    }
  }

  static class LocksTheFirstOfSeveralRangesByItself extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        private final List<LockedRange> kept = new ArrayList<>();

        @Override
        public PendingLock<List<LockedRange>> lockAllAsync(
            Collection<MemoryRange> ranges, LockMode mode) {
          if (ranges.size() == 2) {
            kept.add(super.lock(ranges.iterator().next(), mode));
          }
          return super.lockAllAsync(ranges, mode);
        }
      };
    }
  }
}
