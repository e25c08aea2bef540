package io.github.pagelock.tck;

import static io.github.pagelock.tck.BrokenSubject.broken;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessProgress;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.ProcessLocking;
import io.github.pagelock.spi.ProcessMapping;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whatever breaks a rule of the whole process: R1 to R10. */
final class BrokenProcesses {
  private BrokenProcesses() {}

  /** An engine that locks the process in another way. */
  abstract static class BrokenEngine extends BrokenConformance {
    abstract ProcessLock lock(
        PageLocker whole, ProcessScope scope, LockMode mode, ProcessProgress progress);

    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public ProcessLock lockProcess(
            ProcessScope scope, LockMode mode, ProcessProgress progress) {
          return BrokenEngine.this.lock(delegate, scope, mode, progress);
        }
      };
    }
  }

  /** A provider of which one method of {@link ProcessLocking} does something else. */
  abstract static class BrokenProvider extends BrokenConformance {
    /** Says what a call returns; empty: what it does otherwise. */
    abstract Optional<Object> call(ProcessLocking whole, String method);

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public Optional<ProcessLocking> process() {
          return delegate.process().map(BrokenProvider.this::broken);
        }
      };
    }

    private ProcessLocking broken(ProcessLocking whole) {
      return (ProcessLocking)
          Proxy.newProxyInstance(
              ProcessLocking.class.getClassLoader(),
              new Class<?>[] {ProcessLocking.class},
              (self, method, arguments) -> {
                Optional<Object> other = call(whole, method.getName());
                return other.isPresent() ? other.get() : invoke(whole, method, arguments);
              });
    }

    private static @Nullable Object invoke(
        ProcessLocking whole, Method method, Object @Nullable [] arguments) throws Throwable {
      try {
        return method.invoke(whole, arguments);
      } catch (InvocationTargetException thrown) {
        throw thrown.getTargetException();
      }
    }
  }

  static class PassesOverEveryMapping extends BrokenProvider {
    @Override
    Optional<Object> call(ProcessLocking whole, String method) {
      return method.equals("mappings") ? Optional.of(List.<ProcessMapping>of()) : Optional.empty();
    }
  }

  static class PassesOverWhatCannotBeAccessed extends BrokenProvider {
    @Override
    Optional<Object> call(ProcessLocking whole, String method) {
      if (!method.equals("mappings")) {
        return Optional.empty();
      }
      return Optional.of(
          whole.mappings(0, Long.MAX_VALUE).stream().filter(ProcessMapping::isAccessible).toList());
    }
  }

  static class NeverAsksForOthers extends BrokenProvider {
    @Override
    Optional<Object> call(ProcessLocking whole, String method) {
      return method.equals("isLockedByOthers") ? Optional.of(false) : Optional.empty();
    }
  }

  static class NeverStopsTheFuture extends BrokenProvider {
    @Override
    Optional<Object> call(ProcessLocking whole, String method) {
      return method.equals("stopFuture") ? Optional.of("as if it had") : Optional.empty();
    }
  }

  static class AlwaysPlain extends BrokenEngine {
    @Override
    ProcessLock lock(
        PageLocker whole, ProcessScope scope, LockMode mode, ProcessProgress progress) {
      return whole.lockProcess(scope, LockMode.PLAIN, progress);
    }
  }

  static class ForgetsTheFuture extends BrokenEngine {
    @Override
    ProcessLock lock(
        PageLocker whole, ProcessScope scope, LockMode mode, ProcessProgress progress) {
      return whole.lockProcess(ProcessScope.CURRENT, mode, progress);
    }
  }

  static class SwallowsWhatProgressThrows extends BrokenEngine {
    @Override
    ProcessLock lock(
        PageLocker whole, ProcessScope scope, LockMode mode, ProcessProgress progress) {
      return whole.lockProcess(
          scope,
          mode,
          (done, total) -> {
            try {
              progress.locked(done, total);
            } catch (IllegalStateException unsaid) {
              // Goes on.
            }
          });
    }
  }

  static class EndsWithAMunlockall extends BrokenEngine {
    @Override
    ProcessLock lock(
        PageLocker whole, ProcessScope scope, LockMode mode, ProcessProgress progress) {
      return new WrappedProcessLock(whole.lockProcess(scope, mode, progress)) {
        @Override
        public void close() {
          super.close();
          kernel.process.unlockAll();
        }
      };
    }
  }

  static class EndsWithTheFirstClose extends BrokenEngine {
    @Override
    ProcessLock lock(
        PageLocker whole, ProcessScope scope, LockMode mode, ProcessProgress progress) {
      return new WrappedProcessLock(whole.lockProcess(scope, mode, progress)) {
        @Override
        public void close() {
          kernel.process.unlockAll();
          super.close();
        }
      };
    }
  }

  static class PretendsToLockTheProcess extends BrokenEngine {
    @Override
    ProcessLock lock(
        PageLocker whole, ProcessScope scope, LockMode mode, ProcessProgress progress) {
      try {
        return whole.lockProcess(scope, mode, progress);
      } catch (PageLockException missing) {
        return new Nothing(scope, mode);
      }
    }

    /** Says that it is locked. */
    private record Nothing(ProcessScope scope, LockMode mode) implements ProcessLock {
      @Override
      public boolean isLocked() {
        return true;
      }

      @Override
      public Optional<PageLockException> degradation() {
        return Optional.empty();
      }

      @Override
      public void close() {}
    }
  }

  static class KeepsItsProcessLocks extends BrokenEngine {
    private final List<ProcessLock> kept = new ArrayList<>();

    @Override
    ProcessLock lock(
        PageLocker whole, ProcessScope scope, LockMode mode, ProcessProgress progress) {
      ProcessLock lock = whole.lockProcess(scope, mode, progress);
      kept.add(lock);
      return lock;
    }
  }

  /** Whatever the process is, a range's pages are unlocked when it closes. */
  static class UnlocksRangesInALockedProcess extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          return new WrappedHandle(super.lock(range, mode)) {
            @Override
            public void close() {
              boolean first = isLocked();
              super.close();
              if (first) {
                bench().recorder().open().unlock(lockedAddress(), lockedBytes());
              }
            }
          };
        }
      };
    }
  }

  static Stream<BrokenSubject> all() {
    return Stream.of(
        broken(
            PassesOverEveryMapping.class,
            "R01",
            "optional_R01_whatIsMappedIsLockedAndResident",
            "optional_R01_onFaultMakesNothingResident"),
        broken(
            PassesOverWhatCannotBeAccessed.class,
            "R01",
            "optional_R01_pagesThatCannotBeAccessedAreLockedAllTheSame"),
        broken(AlwaysPlain.class, "R01", "optional_R01_onFaultMakesNothingResident"),
        broken(ForgetsTheFuture.class, "R02", "optional_R02_whatIsMappedLaterIsLocked"),
        broken(
            NeverStopsTheFuture.class,
            "R02 R06",
            "optional_R02_whatIsMappedLaterIsLocked",
            "optional_R06_failureInTheMiddleLeavesNothing"),
        broken(
            UnlocksRangesInALockedProcess.class,
            "R03 R09",
            "optional_R03_closeOfARangeUnlocksNothingMeanwhile",
            "optional_R09_somebodyElsesLockOfTheProcessIsNotUndone"),
        broken(
            EndsWithAMunlockall.class,
            "R04",
            "optional_R04_heldRangesStayAndNothingElse",
            "optional_R04_lockedMemoryStaysLocked"),
        broken(EndsWithTheFirstClose.class, "R05", "optional_R05_lastCloseReleasesTheProcess"),
        broken(SwallowsWhatProgressThrows.class, "R06", "optional_R06_progressThatThrowsEndsIt"),
        broken(
            PretendsToLockTheProcess.class,
            "R08",
            "required_R08_missingCapabilityThrowsUnsupported"),
        broken(
            NeverAsksForOthers.class,
            "R09",
            "optional_R09_somebodyElsesLockOfTheProcessIsNotUndone"),
        broken(KeepsItsProcessLocks.class, "R10", "optional_R10_lostProcessLockIsReleased"));
  }
}
