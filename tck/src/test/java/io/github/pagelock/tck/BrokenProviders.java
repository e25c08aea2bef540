package io.github.pagelock.tck;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import io.github.pagelock.spi.Populator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Providers that break one rule each. */
final class BrokenProviders {
  private BrokenProviders() {}

  static class RemembersWhatItLocked extends BrokenConformance {
    @Override
    PageOperations operations() {
      LockedPages remembered = new LockedPages();
      return new ForwardingOperations(kernel) {
        @Override
        public void lock(long address, long byteCount) {
          if (!remembered.containsAll(address, address + byteCount)) {
            delegate.lock(address, byteCount);
            remembered.add(address, address + byteCount);
          }
        }

        @Override
        public void unlock(long address, long byteCount) {
          remembered.remove(address, address + byteCount);
          delegate.unlock(address, byteCount);
        }
      };
    }
  }

  static class UnlocksTheNeighbourToo extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public void unlock(long address, long byteCount) {
          delegate.unlock(address, byteCount);
          delegate.unlock(address + byteCount, pageSize());
        }
      };
    }
  }

  /** Believes that a failed call has changed nothing, as POSIX says. */
  static class IgnoresTheUnlockAfterItsFailure extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        private boolean failed;

        @Override
        public void lock(long address, long byteCount) {
          failed = true;
          delegate.lock(address, byteCount);
          failed = false;
        }

        @Override
        public void unlock(long address, long byteCount) {
          if (!failed) {
            delegate.unlock(address, byteCount);
          }
          failed = false;
        }
      };
    }
  }

  static class LosesUnlocks extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public void unlock(long address, long byteCount) {
          // As if it had.
        }
      };
    }
  }

  static class StopsAtAHole extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public void unlock(long address, long byteCount) {
          long end = address;
          while (end < address + byteCount && kernel.isMapped(end)) {
            end += pageSize();
          }
          if (end > address) {
            delegate.unlock(address, end - address);
          }
        }
      };
    }
  }

  static class FailsToUnlockWhatIsUnmapped extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public void unlock(long address, long byteCount) {
          delegate.unlock(address, byteCount);
          for (long page = address; page < address + byteCount; page += pageSize()) {
            if (!kernel.isMapped(page)) {
              throw failure(Reason.UNLOCK_FAILED, address, byteCount);
            }
          }
        }
      };
    }
  }

  static class AlwaysSaysLocked extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public List<KernelState> verify(List<PageSpan> spans) {
          return spans.stream().map(span -> KernelState.LOCKED).toList();
        }
      };
    }
  }

  static class LocksPlainlyInsteadOfOnFault extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public void lockOnFault(long address, long byteCount) {
          delegate.lock(address, byteCount);
        }
      };
    }
  }

  /** As FreeBSD would, if its provider claimed RELOCK_IS_FREE. */
  static class ClaimsFreeRelockButFails extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public void lock(long address, long byteCount) {
          if (kernel.isLocked(address)) {
            throw failure(Reason.TRY_AGAIN, address, byteCount);
          }
          delegate.lock(address, byteCount);
        }
      };
    }
  }

  static class SaysThatAllIsResident extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public Residency residency(long address, long byteCount) {
          long pages = byteCount / pageSize();
          return Residency.of(pages, pages, pageSize());
        }
      };
    }
  }

  static class AnswersWhatItDoesNotClaim extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public Set<Capability> capabilities() {
          return Set.copyOf(EnumSet.complementOf(EnumSet.of(Capability.VERIFY)));
        }
      };
    }
  }

  static class ClaimsWhatItDoesNotHave extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public Set<Capability> capabilities() {
          return Set.copyOf(EnumSet.allOf(Capability.class));
        }
      };
    }
  }

  static class RemembersWhatItPopulated extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new SteppedOperations(kernel) {
        @Override
        public Optional<Populator> populator(long address, long byteCount) {
          return Optional.of(
              new Populator() {
                private volatile boolean populated;

                @Override
                public void populate(long from, long bytes) {
                  kernel.touch(from, bytes);
                  populated = true;
                }

                @Override
                public boolean isLocked(long from, long bytes) {
                  return populated;
                }
              });
        }
      };
    }
  }

  static class NamesNoRange extends BrokenConformance {
    @Override
    PageOperations operations() {
      return new ForwardingOperations(kernel) {
        @Override
        public void lock(long address, long byteCount) {
          try {
            delegate.lock(address, byteCount);
          } catch (PageLockException failure) {
            throw BrokenProviders.failure(failure.reason(), 0, 0);
          }
        }
      };
    }
  }

  static class ReadsTheLimitsOnce extends BrokenConformance {
    @Override
    PageOperations operations() {
      LockLimits first = kernel.limits();
      return new ForwardingOperations(kernel) {
        @Override
        public LockLimits limits() {
          return first;
        }
      };
    }
  }

  static PageLockException failure(Reason reason, long address, long byteCount) {
    return LockFailure.of(reason, "broken", address, byteCount).build();
  }
}
