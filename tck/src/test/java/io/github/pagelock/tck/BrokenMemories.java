package io.github.pagelock.tck;

import static io.github.pagelock.tck.BrokenSubject.broken;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLocker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Engines whose locked memory breaks a rule: M1, M2 and M5 to M8. */
final class BrokenMemories {
  private BrokenMemories() {}

  /** An engine that gives other memory. */
  abstract static class BrokenMemory extends BrokenConformance {
    LockedMemory allocate(PageLocker whole, Allocation asked) {
      return broken(whole.allocate(asked));
    }

    LockedMemory broken(LockedMemory whole) {
      return whole;
    }

    /** Unlocks its pages behind the engine's back. */
    final void unlock(LockedMemory memory) {
      int page = bench().pageSize();
      long first = memory.address() & -page;
      long end = (memory.address() + memory.byteCount() + page - 1) & -page;
      bench().recorder().open().unlock(first, end - first);
    }

    @Override
    PageLocker engine(PageLocker whole) {
      return new WrappedLocker(whole) {
        @Override
        public LockedMemory allocate(Allocation asked) {
          return BrokenMemory.this.allocate(delegate, asked);
        }
      };
    }
  }

  static class UnlocksItAtOnce extends BrokenMemory {
    @Override
    LockedMemory broken(LockedMemory whole) {
      unlock(whole);
      return whole;
    }
  }

  static class BeginsAtAPage extends BrokenMemory {
    @Override
    LockedMemory allocate(PageLocker whole, Allocation asked) {
      return whole.allocate(
          Allocation.of(asked.byteCount())
              .without(Capability.GUARD_PAGES, Capability.NO_DUMP, Capability.WIPE_ON_FORK)
              .with(asked.promises().toArray(Capability[]::new)));
    }
  }

  static class UnlocksBeforeItWipes extends BrokenMemory {
    @Override
    LockedMemory broken(LockedMemory whole) {
      return new WrappedMemory(whole) {
        @Override
        public void close() {
          if (isLocked()) {
            unlock(delegate);
          }
          super.close();
        }
      };
    }
  }

  static class KeepsItsMemories extends BrokenMemory {
    private final List<LockedMemory> kept = new ArrayList<>();

    @Override
    LockedMemory broken(LockedMemory whole) {
      kept.add(whole);
      return whole;
    }
  }

  static class LeavesItOpen extends BrokenMemory {
    @Override
    LockedMemory broken(LockedMemory whole) {
      return new WrappedMemory(whole) {
        @Override
        public void close() {}
      };
    }
  }

  static class ClosesInAnotherThread extends BrokenMemory {
    @Override
    LockedMemory broken(LockedMemory whole) {
      return new WrappedMemory(whole) {
        @Override
        public void close() {
          Thread closer = new Thread(delegate::close, "closer");
          closer.setDaemon(true);
          closer.start();
        }
      };
    }
  }

  static class SwallowsWhatUsesThrow extends BrokenMemory {
    @Override
    LockedMemory broken(LockedMemory whole) {
      return new WrappedMemory(whole) {
        @Override
        @SuppressWarnings("NullAway") // broken
        public <R> @Nullable R apply(
            long index, int count, Function<? super ByteBuffer, ? extends R> user) {
          try {
            return super.<R>apply(index, count, user);
          } catch (AssertionError unsaid) {
            return null;
          }
        }
      };
    }
  }

  static class CopiesToTheBeginning extends BrokenMemory {
    @Override
    LockedMemory broken(LockedMemory whole) {
      return new WrappedMemory(whole) {
        @Override
        public void copyFrom(long index, ByteBuffer source) {
          super.copyFrom(0, source);
        }
      };
    }
  }

  static class SealsNothing extends BrokenMemory {
    @Override
    LockedMemory broken(LockedMemory whole) {
      return new WrappedMemory(whole) {
        @Override
        public void seal() {}

        @Override
        public void unseal() {}
      };
    }
  }

  static class PromisesLessThanWasAsked extends BrokenMemory {
    @Override
    LockedMemory allocate(PageLocker whole, Allocation asked) {
      Capability[] impossible =
          asked.promises().stream()
              .filter(promise -> !whole.capabilities().contains(promise))
              .toArray(Capability[]::new);
      return whole.allocate(asked.without(impossible));
    }
  }

  static class AlwaysSaysThatItIsLocked extends BrokenMemory {
    @Override
    LockedMemory broken(LockedMemory whole) {
      return new WrappedMemory(whole) {
        @Override
        public boolean isLocked() {
          return true;
        }
      };
    }
  }

  static Stream<BrokenSubject> all() {
    return Stream.of(
        broken(
            UnlocksItAtOnce.class,
            "M01",
            "optional_M01_memoryIsWholePagesOfItsOwnLockedAndZero",
            "optional_M08_secretMemoryIsLockedWhereItIsAskedFor"),
        broken(BeginsAtAPage.class, "M02", "optional_M02_memoryAtTheEndTouchesTheGuard"),
        broken(
            UnlocksBeforeItWipes.class, "M05", "optional_M05_closeWipesThenUnlocksThenGivesBack"),
        broken(KeepsItsMemories.class, "M05", "optional_M05_lostMemoryIsWipedAndSaid"),
        broken(
            LeavesItOpen.class,
            "M05 M06",
            "optional_M06_nothingIsAccessedAfterClose",
            "optional_M06_useThatThrowsHasEnded"),
        broken(
            ClosesInAnotherThread.class,
            "M05 M06",
            "optional_M05_failedUnlockIsSaidAndNothingIsGivenBack",
            "optional_M06_closeWaitsForUsesOfOthers",
            "optional_M06_closeWithinAUseIsRefused"),
        broken(SwallowsWhatUsesThrow.class, "M06", "optional_M06_useThatThrowsHasEnded"),
        broken(CopiesToTheBeginning.class, "M06", "optional_M06_copiesAreWithinBounds"),
        broken(
            SealsNothing.class,
            "M07 M08",
            "optional_M07_sealedMemoryIsAccessibleWhileItIsUsed",
            "optional_M07_overlappingUsesKeepItAccessible",
            "optional_M08_sealIsRefusedUnlessItWasPromised"),
        broken(
            PromisesLessThanWasAsked.class,
            "M08",
            "required_M08_missingPromiseIsRefusedBeforeAnythingIsAllocated",
            "optional_M08_bestEffortSaysWhichPromisesAreMissing"),
        broken(
            AlwaysSaysThatItIsLocked.class, "M08", "optional_M08_bestEffortSaysThatItIsNotLocked"));
  }
}
