package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageOperations;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Engines that refuse for the limit what they should not, or do not refuse what they should. */
final class BrokenReservations {
  private BrokenReservations() {}

  /** An engine with a count of its own. */
  private abstract static class Counting extends WrappedLocker {
    private final BrokenConformance subject;

    Counting(PageLocker whole, BrokenConformance subject) {
      super(whole);
      this.subject = subject;
    }

    long pageBytes(MemoryRange range) {
      long page = subject.kernel.pageSize();
      return (range.byteCount() + page - 1) / page * page;
    }

    boolean fits(long bytes) {
      LockLimits limits = subject.bench().recorder().open().limits();
      return !limits.binds() || limits.lockedBytes() + bytes <= limits.softBytes();
    }

    PageLockException refusal(long bytes) {
      return BrokenProviders.failure(Reason.LIMIT_EXCEEDED, 0, bytes);
    }
  }

  static class CountsEachRangeByItself extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new Counting(whole, this) {
        @Override
        public PendingLock<List<LockedRange>> lockAllAsync(
            Collection<MemoryRange> ranges, LockMode mode) {
          long bytes = ranges.stream().mapToLong(this::pageBytes).sum();
          if (!fits(bytes)) {
            throw refusal(bytes);
          }
          return super.lockAllAsync(ranges, mode);
        }
      };
    }
  }

  /** Counts what is pending by requests instead of by pages. */
  static class CountsEachRequestByItself extends BrokenConformance {
    private final AtomicLong pending = new AtomicLong();

    @Override
    PageLocker engine(PageLocker whole) {
      return new Counting(whole, this) {
        @Override
        public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
          long bytes = pageBytes(range);
          if (!fits(pending.addAndGet(bytes))) {
            pending.addAndGet(-bytes);
            throw refusal(bytes);
          }
          PendingLock<LockedRange> made = super.lockAsync(range, mode);
          made.completion().whenComplete((locked, failure) -> pending.addAndGet(-bytes));
          return made;
        }
      };
    }
  }

  /** Never gives back what a request had reserved that failed. */
  static class KeepsReservationsOfWhatFailed extends BrokenConformance {
    private final AtomicLong kept = new AtomicLong();

    @Override
    PageLocker engine(PageLocker whole) {
      return new Counting(whole, this) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          if (!fits(kept.get() + pageBytes(range))) {
            throw refusal(range.byteCount());
          }
          try {
            return super.lock(range, mode);
          } catch (PageLockException failure) {
            kept.addAndGet(pageBytes(range));
            throw failure;
          }
        }
      };
    }
  }

  /** Looks fifty times, a millisecond apart, for a moment without a call of somebody else. */
  static class LosesPatienceAfterFiftyLooks extends BrokenConformance {
    private final AtomicLong inCalls = new AtomicLong();

    @Override
    PageLocker engine(PageLocker whole) {
      return new Counting(whole, this) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          look(range);
          inCalls.addAndGet(pageBytes(range));
          try {
            return super.lock(range, mode);
          } finally {
            inCalls.addAndGet(-pageBytes(range));
          }
        }

        @Override
        public PendingLock<LockedRange> lockAsync(MemoryRange range, LockMode mode) {
          look(range);
          return super.lockAsync(range, mode);
        }

        private void look(MemoryRange range) {
          for (int looks = 0; !fits(inCalls.get() + pageBytes(range)); looks++) {
            if (looks == 50) {
              throw refusal(range.byteCount());
            }
            LockSupport.parkNanos(1_000_000);
          }
        }
      };
    }
  }

  /** Cannot ask what is locked, and so believes each refusal and counts what it has not locked. */
  static class NeverAsksWhatIsLocked extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public Set<Capability> capabilities() {
          EnumSet<Capability> left = EnumSet.copyOf(super.capabilities());
          left.remove(Capability.VERIFY);
          return left;
        }
      };
    }
  }

  /** Takes each refusal for that of a repeat. */
  static class SwallowsTheLimit extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void lock(long address, long byteCount) {
          try {
            super.lock(address, byteCount);
          } catch (PageLockException refused) {
            if (refused.reason() != Reason.LIMIT_EXCEEDED) {
              throw refused;
            }
          }
        }
      };
    }
  }

  static Stream<BrokenSubject> all() {
    return Stream.of(
        BrokenSubject.broken(
            CountsEachRangeByItself.class,
            "L04",
            "required_L04_requestReservesTheUnionOfItsRanges"),
        BrokenSubject.broken(
            CountsEachRequestByItself.class,
            "L04",
            "required_L04_requestsForTheSamePagesAreCountedOnce",
            "required_L04_cancelledRequestLeavesTheReservationToTheOther"),
        BrokenSubject.broken(
            KeepsReservationsOfWhatFailed.class,
            "L04",
            "required_L04_failedRequestLeavesNoReservation"),
        BrokenSubject.broken(
            LosesPatienceAfterFiftyLooks.class,
            "L04",
            "required_L04_slowCallOfAnotherThreadIsWaitedFor",
            "required_L04_interruptedThreadWaitsForASlowCallToo",
            "required_L04_pendingLockWaitsForASlowCallWithoutAWorker"),
        BrokenSubject.broken(
            NeverAsksWhatIsLocked.class,
            "L03 L04",
            "required_L03_nestedLockDoesNotFailForTheLimit",
            "optional_L03_nestedOnFaultLockDoesNotFailForTheLimit",
            "optional_L04_pagesThatOthersHaveLockedAddNothing"),
        BrokenSubject.broken(
            SwallowsTheLimit.class,
            "L03",
            "optional_L03_nestedLockOfReplacedMemoryFailsForTheLimit",
            "required_L03_lockThatAddsAPageFailsForTheLimit"));
  }
}
