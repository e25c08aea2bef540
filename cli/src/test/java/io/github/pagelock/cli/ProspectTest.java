package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProspectTest {
  private static final int MIB = 1 << 20;

  /** A system with pages of some size, where a MiB and some bytes may be locked. */
  private record Limited(int pageSize) implements PageLockProvider, PageOperations {
    @Override
    public int priority() {
      return 0;
    }

    @Override
    public String name() {
      return "limited";
    }

    @Override
    public Availability availability() {
      return Availability.available();
    }

    @Override
    public PageOperations open() {
      return this;
    }

    @Override
    public void lock(long address, long byteCount) {}

    @Override
    public void unlock(long address, long byteCount) {}

    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.LIMITS);
    }

    @Override
    public LockLimits limits() {
      return LimitNumbers.of(MIB + 5000, MIB + 5000, 0);
    }
  }

  /** 5,000 bytes are a page more where pages are small. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16, 64})
  void theMostThatCanBeLockedIsInWholePages(int kib) {
    int page = kib * 1024;
    try (PageLocker locker = PageLocker.builder().provider(new Limited(page)).build()) {
      Prospect prospect = Prospect.of(locker);
      assertEquals((MIB + 5000) / page * page, prospect.mostBytes());
      assertEquals(Cause.LIMIT, prospect.beyond().cause());
    }
  }
}
