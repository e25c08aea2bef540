package io.github.pagelock.tck;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageOperations;
import java.util.Collection;
import java.util.List;

/** Engines that are wrong about null, about degraded handles, or do too much for them. */
final class BrokenDegradation {
  private BrokenDegradation() {}

  static List<BrokenSubject> subjects() {
    return List.of(
        BrokenSubject.broken(TakesNullForPlain.class, "L02", "required_L02_nullIsRefusedAtOnce"),
        BrokenSubject.broken(
            TellsTheAddressOfTheFailure.class,
            "L10",
            "required_L10_degradedHandleTellsItsOwnAddress",
            "required_L10_degradedHandlesOfOneRequestTellTheirOwnAddresses"),
        BrokenSubject.broken(
            VerifiesClosedDegradedHandles.class,
            "L09",
            "optional_L09_verifyRefusesAClosedDegradedHandle"),
        BrokenSubject.broken(
            ReadsEveryBufferItself.class,
            "L10",
            "optional_L10_bestEffortAsksTheKernelForABuffersPages"),
        BrokenSubject.broken(
            BringsInWhateverFailed.class,
            "L10",
            "optional_L10_bestEffortAsksTheKernelForABuffersPages",
            "optional_L10_bestEffortTouchesNothingOnFault",
            "optional_L10_problemOfTheFileSystemBringsNothingIn"));
  }

  static class TakesNullForPlain extends BrokenConformance {
    @Override
    @SuppressWarnings("ConstantValue")
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          return super.lock(range, mode == null ? LockMode.PLAIN : mode);
        }
      };
    }
  }

  static class TellsTheAddressOfTheFailure extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          return ofTheFailure(super.lock(range, mode));
        }

        @Override
        public PendingLock<List<LockedRange>> lockAllAsync(
            Collection<MemoryRange> ranges, LockMode mode) {
          PendingLock<List<LockedRange>> whole = super.lockAllAsync(ranges, mode);
          return Answers.of(
              whole,
              "result",
              none -> whole.result().stream().map(handle -> ofTheFailure(handle)).toList());
        }

        private LockedRange ofTheFailure(LockedRange handle) {
          return new WrappedHandle(handle) {
            @Override
            public long lockedAddress() {
              return degradation().map(PageLockException::address).orElse(super.lockedAddress());
            }
          };
        }
      };
    }
  }

  static class VerifiesClosedDegradedHandles extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public List<KernelState> verify(Collection<? extends LockedRange> handles) {
          try {
            return super.verify(handles);
          } catch (IllegalStateException closed) {
            return handles.stream().map(handle -> KernelState.NOT_LOCKED).toList();
          }
        }
      };
    }
  }

  static class ReadsEveryBufferItself extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public boolean bringIn(long address, long byteCount) {
          return false;
        }
      };
    }
  }

  static class BringsInWhateverFailed extends BrokenConformance {
    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedRange lock(MemoryRange range, LockMode mode) {
          LockedRange handle = super.lock(range, mode);
          if (!handle.isLocked()) {
            bench().recorder().open().bringIn(handle.lockedAddress(), kernel.pageSize());
          }
          return handle;
        }
      };
    }
  }
}
