package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageOperations;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Engines that break a rule because they see or do the wrong thing between them and a provider. */
final class BrokenLinks {
  private BrokenLinks() {}

  static class NeverLooksAtTheLimit extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public LockLimits limits() {
          long locked = LimitNumbers.locked(super.limits());
          return LimitNumbers.of(LimitNumbers.UNLIMITED, LimitNumbers.UNLIMITED, locked);
        }
      };
    }
  }

  static class NeverRollsBack extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        private boolean failed;

        @Override
        public void lock(long address, long byteCount) {
          failed = true;
          super.lock(address, byteCount);
          failed = false;
        }

        @Override
        public void unlock(long address, long byteCount) {
          if (!failed) {
            super.unlock(address, byteCount);
          }
        }
      };
    }
  }

  static class ReadsTheNumbersWhenItIsAsked extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public Cure cure(Bound bound, long needed) {
          return Cure.later(
              () -> {
                Remedy remedy =
                    Remedy.of("raise " + LimitNumbers.soft(limits()) + " to " + needed, false);
                return Cure.of(Launcher.UNKNOWN, List.of(remedy), List.of());
              });
        }
      };
    }
  }

  static class HoldsAMutexDuringCalls extends BrokenConformance {
    /** One for all lockers, as a mutex of the domain would be. */
    private final Object mutex = new Object();

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void lock(long address, long byteCount) {
          synchronized (mutex) {
            super.lock(address, byteCount);
          }
        }

        @Override
        public void unlock(long address, long byteCount) {
          synchronized (mutex) {
            super.unlock(address, byteCount);
          }
        }
      };
    }
  }

  static class SwallowsUnlockFailures extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void unlock(long address, long byteCount) {
          try {
            super.unlock(address, byteCount);
          } catch (PageLockException swallowed) {
            // As if it had.
          }
        }
      };
    }
  }

  static class NeverLooksAtTheMappings extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public MappingRoom mappings() {
          return MappingRoom.ALL_UNKNOWN;
        }
      };
    }
  }

  static class CountsTheMappingsOnce extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        private @Nullable MappingRoom first;

        @Override
        public MappingRoom mappings() {
          if (first == null) {
            first = super.mappings();
          }
          return first;
        }
      };
    }
  }

  static class CallsBackToBack extends BrokenConformance {
    private static final long PART = 1 << 20;

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public void lock(long address, long byteCount) {
          for (long at = 0; at < byteCount; at += PART) {
            super.lock(address + at, Math.min(PART, byteCount - at));
          }
        }

        @Override
        public void lockOnFault(long address, long byteCount) {
          for (long at = 0; at < byteCount; at += PART) {
            super.lockOnFault(address + at, Math.min(PART, byteCount - at));
          }
        }

        @Override
        public void unlock(long address, long byteCount) {
          for (long at = 0; at < byteCount; at += PART) {
            super.unlock(address + at, Math.min(PART, byteCount - at));
          }
        }
      };
    }
  }

  static class TellsTheUsualPages extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public long pageSizeAt(long address) {
          return pageSize();
        }
      };
    }
  }

  static class RepeatsEveryCall extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public Set<Capability> capabilities() {
          EnumSet<Capability> claimed = EnumSet.of(Capability.RELOCK_IS_FREE);
          claimed.addAll(super.capabilities());
          return claimed;
        }
      };
    }
  }

  static class NeverLooksAtTheMemory extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public MemoryRoom memory() {
          return MemoryRoom.ALL_UNKNOWN;
        }
      };
    }
  }

  static class KeepsNothingFreeOfTheMemory extends BrokenConformance {
    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public MemoryRoom memory() {
          MemoryRoom room = super.memory();
          return room.availableBytes() == MemoryRoom.UNKNOWN
              ? room
              : MemoryRoom.of(room.availableBytes() / 95 * 100 + 100, room.boundBy());
        }
      };
    }
  }
}
