package io.github.pagelock.tck;

import static io.github.pagelock.tck.BrokenSubject.broken;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.PageOperations;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Providers whose own memory breaks a rule: M1 to M9. */
final class BrokenMappers {
  private BrokenMappers() {}

  /** On a mapper that is broken between the engine and the recorder. */
  abstract static class BrokenMapper extends BrokenConformance {
    abstract MemoryMapper broken(MemoryMapper whole);

    @Override
    PageOperations betweenEngineAndRecorder(PageOperations recorded) {
      return new ForwardingOperations(recorded) {
        @Override
        public Optional<MemoryMapper> mapper() {
          return delegate.mapper().map(whole -> broken(whole));
        }
      };
    }
  }

  static class ForgetsToUnmap extends BrokenMapper {
    @Override
    MemoryMapper broken(MemoryMapper whole) {
      return new WrappedMapper(whole) {
        @Override
        public void unmap(long address, long byteCount) {}
      };
    }
  }

  static class UnmapsWhatIsDiscarded extends BrokenMapper {
    private final NavigableMap<Long, Long> mapped = new TreeMap<>();

    @Override
    MemoryMapper broken(MemoryMapper whole) {
      return new WrappedMapper(whole) {
        @Override
        public long map(long byteCount) {
          long address = delegate.map(byteCount);
          mapped.put(address, byteCount);
          return address;
        }

        @Override
        public void discard(long address, long byteCount) {
          Map.Entry<Long, Long> holding = mapped.floorEntry(address);
          delegate.unmap(holding.getKey(), holding.getValue());
        }

        @Override
        public void unmap(long address, long byteCount) {}
      };
    }
  }

  static class GuardsNothing extends BrokenMapper {
    @Override
    MemoryMapper broken(MemoryMapper whole) {
      return new WrappedMapper(whole) {
        @Override
        public long map(long byteCount) {
          long address = delegate.map(byteCount);
          delegate.protect(address, byteCount, Access.READ_WRITE);
          return address;
        }
      };
    }
  }

  static class PromisesInVain extends BrokenMapper {
    @Override
    MemoryMapper broken(MemoryMapper whole) {
      return new WrappedMapper(whole) {
        @Override
        public void promise(long address, long byteCount, Capability promise) {}
      };
    }
  }

  static class HidesThatAPromiseFailed extends BrokenMapper {
    @Override
    MemoryMapper broken(MemoryMapper whole) {
      return new WrappedMapper(whole) {
        @Override
        public void promise(long address, long byteCount, Capability promise) {
          try {
            delegate.promise(address, byteCount, promise);
          } catch (PageLockException unsaid) {
            // As if it were kept.
          }
        }
      };
    }
  }

  static class AlwaysSaysKept extends BrokenMapper {
    @Override
    MemoryMapper broken(MemoryMapper whole) {
      return new WrappedMapper(whole) {
        @Override
        public Set<Capability> kept(long address, long byteCount) {
          return Set.of(Capability.GUARD_PAGES, Capability.NO_DUMP, Capability.WIPE_ON_FORK);
        }
      };
    }
  }

  static Stream<BrokenSubject> all() {
    return Stream.of(
        broken(
            ForgetsToUnmap.class,
            "M01 M05 M06 M07",
            "optional_M01_failedLockLeavesNothing",
            "optional_M01_stepThatThrowsLeavesNothing",
            "optional_M06_memoryStaysMappedWhileABufferIsKept",
            "optional_M07_sealedMemoryIsClosed"),
        broken(
            UnmapsWhatIsDiscarded.class, "M06", "optional_M06_memoryStaysMappedWhileABufferIsKept"),
        broken(GuardsNothing.class, "M02 M09", "optional_M02_memoryLiesBetweenGuards"),
        broken(
            PromisesInVain.class,
            "M03 M04",
            "optional_M03_memoryIsLeftOutOfDumps",
            "optional_M04_memoryIsKeptFromChildren"),
        broken(HidesThatAPromiseFailed.class, "M08", "optional_M08_promiseThatFailsIsMissing"),
        broken(AlwaysSaysKept.class, "M09", "optional_M09_verifyAsksTheKernelForEachPromise"));
  }
}
