package io.github.pagelock.tck;

import static io.github.pagelock.tck.BrokenSubject.broken;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.RangeAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Engines that lose their way when a provider throws: X1, X2 and X4. */
final class BrokenWorstDays {
  private BrokenWorstDays() {}

  static class LetsExceptionsThrough extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          try {
            LockedRange handle = super.lock(range, mode);
            handle.degradation().ifPresent(failure -> unwrap(failure));
            return handle;
          } catch (PageLockException failure) {
            unwrap(failure);
            throw failure;
          }
        }

        private void unwrap(PageLockException failure) {
          if (failure.getCause() instanceof RuntimeException thrown) {
            throw thrown;
          }
        }
      };
    }
  }

  /** The next lock of whatever pages waits as long as the kit does, and longer. */
  static class LeavesPagesChangingAfterAThrow extends BrokenConformance {
    private volatile boolean changing;

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void lock(long address, long byteCount) {
          lock(() -> super.lock(address, byteCount));
        }

        @Override
        public void lockOnFault(long address, long byteCount) {
          lock(() -> super.lockOnFault(address, byteCount));
        }

        private void lock(Runnable call) {
          if (changing) {
            Requests.pause(patience().multipliedBy(3).toMillis());
          }
          try {
            call.run();
          } catch (Throwable thrown) {
            changing = true;
            throw thrown;
          }
        }
      };
    }

    @Override
    protected Duration patience() {
      return Duration.ofMillis(700);
    }
  }

  static class UnlocksEverythingAfterAThrow extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          try {
            return super.lock(range, mode);
          } catch (Throwable thrown) {
            bench()
                .recorder()
                .open()
                .unlock(RangeAddress.of(range, kernel::addressOf), range.byteCount());
            throw thrown;
          }
        }
      };
    }
  }

  static class TakesAThrowForAnUnlock extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void unlock(long address, long byteCount) {
          try {
            super.unlock(address, byteCount);
          } catch (Throwable swallowed) {
            // As if it had.
          }
        }
      };
    }
  }

  static class KeepsReservationsAfterAThrow extends BrokenConformance {
    private volatile boolean kept;

    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          if (kept) {
            throw BrokenProviders.failure(Reason.LIMIT_EXCEEDED, 0, range.byteCount());
          }
          try {
            return super.lock(range, mode);
          } catch (Throwable thrown) {
            kept = true;
            throw thrown;
          }
        }
      };
    }
  }

  /** Another answer of every request, whether for one range or for several. */
  private abstract static class OtherAnswers extends BrokenConformance {
    abstract Map<String, Answers.Answer> answers(PendingLock<?> whole);

    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        PendingLock<LockedRange> pending(PendingLock<LockedRange> pending) {
          return Answers.of(pending, answers(pending));
        }

        @Override
        public PendingLock<List<LockedRange>> lockAllAsync(
            Collection<MemoryRange> ranges, LockMode mode) {
          PendingLock<List<LockedRange>> pending = super.lockAllAsync(ranges, mode);
          return Answers.of(pending, answers(pending));
        }
      };
    }
  }

  static class NeverEndsAfterAThrow extends OtherAnswers {
    @Override
    PageOperations operations() {
      return new SteppedOperations(kernel);
    }

    @Override
    Map<String, Answers.Answer> answers(PendingLock<?> whole) {
      return Map.of(
          "state", none -> hangs(whole) ? State.PENDING : whole.state(),
          "await", timeout -> whole.await((Duration) timeout[0]) && !hangs(whole));
    }

    private static boolean hangs(PendingLock<?> whole) {
      return whole.failure().filter(failure -> failure.getCause() != null).isPresent();
    }
  }

  /** As a throw in a finally does. */
  static class TellsTheLaterFailure extends OtherAnswers {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(super.engine(whole)) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          try {
            return super.lock(range, mode);
          } catch (Throwable first) {
            later(first)
                .ifPresent(
                    later -> {
                      throw wrapped(later);
                    });
            throw first;
          }
        }
      };
    }

    @Override
    Map<String, Answers.Answer> answers(PendingLock<?> whole) {
      return Map.of(
          "failure",
          none ->
              whole
                  .failure()
                  .map(first -> later(first).map(TellsTheLaterFailure::wrapped).orElse(first)));
    }

    private static Optional<Throwable> later(@Nullable Throwable first) {
      if (first == null) {
        return Optional.empty();
      }
      return first.getSuppressed().length > 0
          ? Optional.of(first.getSuppressed()[0])
          : later(first.getCause());
    }

    private static PageLockException wrapped(Throwable later) {
      return later instanceof PageLockException known
          ? known
          : LockFailure.of(Reason.OTHER, "unlock", 0, 0).causedBy(later).build();
    }
  }

  static class MakesAFailureForEachQuestion extends OtherAnswers {
    @Override
    Map<String, Answers.Answer> answers(PendingLock<?> whole) {
      return Map.of(
          "failure",
          none -> whole.failure().map(failure -> BrokenProviders.failure(failure.reason(), 0, 1)));
    }
  }

  static Stream<BrokenSubject> all() {
    return Stream.of(
        broken(
            LetsExceptionsThrough.class,
            "X01",
            "required_X01_exceptionOfTheProviderIsTheCauseOfAFailure",
            "required_X01_exceptionOfTheProviderDegradesUnderBestEffort"),
        broken(
            LeavesPagesChangingAfterAThrow.class,
            "X01",
            "required_X01_errorLeavesNothingLockedNorChanging",
            "required_X01_errorOfAnAsynchronousLockLeavesNothingLockedNorChanging",
            "optional_X01_onFaultLockThatThrowsLeavesNothingLockedNorChanging"),
        broken(
            UnlocksEverythingAfterAThrow.class,
            "X01",
            "required_X01_lockThatThrowsLeavesOthersPagesLocked"),
        broken(
            TakesAThrowForAnUnlock.class,
            "X01",
            "required_X01_unlockThatThrowsIsTriedAgainByTheNextRelease"),
        broken(
            KeepsReservationsAfterAThrow.class,
            "X01",
            "required_X01_questionThatThrowsLeavesNothingReserved"),
        broken(
            NeverEndsAfterAThrow.class,
            "X02",
            "required_X02_pendingLockEndsWhateverItsProviderThrows",
            "optional_X02_pendingLockEndsWhateverPopulatingThrows"),
        broken(
            TellsTheLaterFailure.class,
            "X04",
            "required_X04_unlockThatThrowsIsSuppressedInTheFailureOfTheLock",
            "required_X04_unlockThatThrowsIsSuppressedInWhatTheLockThrew",
            "required_X04_rollbackThatThrowsIsSuppressedInTheFailureOfTheRequest"),
        broken(
            MakesAFailureForEachQuestion.class,
            "X04",
            "required_X04_failureOfARequestIsOneObject"));
  }
}
