package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.pagelock.Capability;
import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageSpan;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * L4: a lock for whose holes a file system has no room is refused before it has allocated any. The
 * file system is told to lockers; the memory need not be a file's.
 */
interface FileSystemRules extends Rules {
  /** More than any single call locks at first: such a lock has a first chunk. */
  long TOO_MUCH = 12L << 20;

  /**
   * Lets lockers see a file system that has room for so many bytes, and no limit that would refuse
   * before it: so what is refused allocates nothing, wherever how much may be locked.
   */
  private void roomFor(long bytes) {
    RecordingProvider recorder = bench().recorder();
    recorder.overrideFileSystem(
        spans -> {
          long needed = spans.stream().mapToLong(PageSpan::byteCount).sum();
          return needed > bytes
              ? Optional.of(Diagnoses.fileSystemFull("a file", needed, bytes, Cure.NONE))
              : Optional.empty();
        });
    LockLimits none = LockLimits.of(LockLimits.UNLIMITED, LockLimits.UNLIMITED, LockLimits.UNKNOWN);
    recorder.overrideLimits(() -> none);
    recorder.overrideMemory(() -> MemoryRoom.ALL_UNKNOWN);
  }

  private void roomForPages(int pages) {
    roomFor((long) pages * bench().pageSize());
  }

  private void assertFull(PageLockException failure) {
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason(), failure::toString);
    assertEquals(Cause.FILE_SYSTEM_FULL, failure.diagnosis().orElseThrow().cause());
    assertEquals(List.of(), bench().recorder().calls(), "calls to the kernel");
    bench().assertLockedBytes(0);
  }

  private void assertFull(PendingLock<?> pending) {
    bench().requests().assertEnds(pending, State.FAILED);
    assertFull(pending.failure().orElseThrow());
  }

  /**
   * A lock that the file system has no room for fails before the kernel is asked to lock. When it
   * fails, look for a lock that asks its chunks one by one, or once they are locked.
   */
  @Test
  default void required_L04_problemOfTheFileSystemRefusesBeforeAnythingIsLocked() {
    TestRegion region = bench().regionOf(TOO_MUCH);
    roomFor(TOO_MUCH - bench().pageSize());
    assertFull(bench().assertLockFails(region.range(), LockMode.PLAIN));
  }

  /** The same for a pending lock: look for a question that only the caller's thread asks. */
  @Test
  default void required_L04_problemOfTheFileSystemRefusesAPendingLockToo() {
    TestRegion region = bench().regionOf(TOO_MUCH);
    roomFor(TOO_MUCH - bench().pageSize());
    assertFull(bench().requests().lock(bench().locker(), region.range()));
  }

  /**
   * Ranges of one request that have room only one by one are refused together. When it fails, look
   * for a question for each range.
   */
  @Test
  default void required_L04_problemOfTheFileSystemIsLookedForInAllRangesTogether() {
    TestRegion region = bench().region(4);
    roomForPages(1);
    assertFull(lockTwoPages(region, LockMode.PLAIN));
  }

  /**
   * What has room is locked. When it fails, look for a question about more than the pages of the
   * request.
   */
  @Test
  default void required_L04_rangesThatTheFileSystemHasRoomForAreLocked() {
    TestRegion region = bench().region(4);
    roomForPages(2);
    assertLocked(lockTwoPages(region, LockMode.PLAIN), region);
  }

  /**
   * On fault nothing is allocated yet, so a file system refuses nothing. When it fails, look for a
   * question that is asked in each mode.
   */
  @Test
  default void optional_L04_problemOfTheFileSystemRefusesNoLockOnFault() {
    bench().needs(Capability.ON_FAULT);
    TestRegion region = bench().region(4);
    roomForPages(1);
    assertLocked(lockTwoPages(region, LockMode.ON_FAULT), region);
  }

  private PendingLock<List<LockedRange>> lockTwoPages(TestRegion region, LockMode mode) {
    PageLocker locker = bench().locker();
    return bench()
        .requests()
        .lockAll(locker, List.of(bench().pages(region, 0, 1), bench().pages(region, 2, 3)), mode);
  }

  private void assertLocked(PendingLock<List<LockedRange>> pending, TestRegion region) {
    bench().requests().assertEnds(pending, State.LOCKED);
    bench().assertPages(region, "X.X.");
    pending.result().forEach(LockedRange::close);
    bench().assertPages(region, "....");
  }

  /**
   * Under BEST_EFFORT the refusal is a degraded handle, synchronous or not. When it fails, look for
   * a question outside of what the policy covers.
   */
  @Test
  default void required_L10_problemOfTheFileSystemDegradesUnderBestEffort() {
    TestRegion region = bench().regionOf(TOO_MUCH);
    roomFor(TOO_MUCH - bench().pageSize());
    PageLocker locker = bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
    assertDegraded(bench().lock(locker, region.range(), LockMode.PLAIN));
    PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
    assertFull(pending);
    assertDegraded(pending.result());
  }

  /**
   * What a lock was refused for is not done without a lock either: reading the buffer would fill
   * the file system. When it fails, look for best effort that touches whatever failed.
   */
  @Test
  default void optional_L10_problemOfTheFileSystemBringsNothingIn() {
    bench().needs(Capability.BYTE_BUFFERS);
    MemoryRange range = MemoryRange.of(ByteBuffer.allocateDirect((int) TOO_MUCH));
    roomForPages(1);
    PageLocker locker = bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
    assertDegraded(bench().lock(locker, range, LockMode.PLAIN));
    assertFull(bench().requests().lock(locker, range));
    assertEquals(0, bench().recorder().bringInCalls.get(), "pages that were brought in");
  }

  private void assertDegraded(LockedRange handle) {
    assertFalse(handle.isLocked(), "isLocked() of a lock that was refused");
    assertFull(handle.degradation().orElseThrow());
    handle.close();
  }
}
