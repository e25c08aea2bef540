package io.github.pagelock.internal.admit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request that its file system has no room for is refused before it has allocated anything. */
class FileSystemsTest {
  private static final int PAGE = FakeKernel.PAGE;
  private static final long ROOM = 16L << 20;

  private final FakeKernel kernel = new FakeKernel(PAGE);
  private final PageLocker locker =
      PageLocker.builder().provider(new FakeProvider(new Full(kernel))).build();

  /** Everything is holes of one file system. */
  private static final class Full extends ForwardingOperations {
    Full(PageOperations kernel) {
      super(kernel);
    }

    @Override
    public Optional<Diagnosis> fileSystemProblem(List<PageSpan> spans) {
      long bytes = spans.stream().mapToLong(PageSpan::byteCount).sum();
      return bytes > ROOM
          ? Optional.of(Diagnoses.fileSystemFull("file", bytes, ROOM, Cure.NONE))
          : Optional.empty();
    }
  }

  @AfterEach
  void leavesNothing() {
    locker.close();
    assertEquals(0, locker.statistics().heldBytes());
  }

  private MemoryRange range(long bytes) {
    return MemoryRange.ofAddress(kernel.map((int) (bytes / PAGE)), bytes, null);
  }

  private void assertRefusedAtOnce(PageLockException failure, long bytes) {
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals(Cause.FILE_SYSTEM_FULL, failure.diagnosis().orElseThrow().cause());
    assertEquals(bytes, failure.byteCount());
    assertEquals(0, failure.errno());
    assertEquals(0, locker.statistics().chunks(), "the kernel was asked");
  }

  @Test
  void aLockIsRefusedBeforeItsFirstChunk() {
    MemoryRange range = range(2 * ROOM);
    assertRefusedAtOnce(assertThrows(PageLockException.class, () -> locker.lock(range)), 2 * ROOM);
    locker.lock(range(ROOM)).close();
  }

  @Test
  void theRangesOfAPendingLockAreLookedAtTogether() throws Exception {
    PendingLock<List<LockedRange>> pending =
        locker.lockAllAsync(List.of(range(ROOM), range(ROOM)), LockMode.PLAIN);
    assertTrue(pending.await(Duration.ofSeconds(60)));
    assertRefusedAtOnce(pending.failure().orElseThrow(), 2 * ROOM);
  }

  @Test
  void onFaultNothingIsAllocated() {
    locker.lock(range(2 * ROOM), LockMode.ON_FAULT).close();
  }
}
