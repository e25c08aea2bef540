package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** L10: what best effort does and does not do. */
interface BestEffortRules extends Rules {
  private PageLocker bestEffort() {
    return bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
  }

  private LockedRange degraded(PageLocker locker, MemoryRange range) {
    bench().recorder().faults().failLocksAfter(0, Fault.EPERM);
    LockedRange handle = bench().lock(locker, range, LockMode.PLAIN);
    assertFalse(handle.isLocked(), "isLocked() of a lock that failed");
    return handle;
  }

  /** The handle says that nothing is locked, and why: look for a failure that is swallowed. */
  @Test
  default void required_L10_degradedHandleSaysWhyNothingIsLocked() {
    TestRegion region = bench().region(2);
    PageLocker locker = bestEffort();
    LockedRange handle = degraded(locker, region.range());
    assertEquals(Reason.NOT_PERMITTED, handle.degradation().orElseThrow().reason());
    assertEquals(0, handle.lockedBytes());
    bench().assertPages(region, "..");
    handle.close();
    LockedRange locked = bench().lock(locker, region.range(), LockMode.PLAIN);
    assertTrue(locked.isLocked());
    assertTrue(locked.degradation().isEmpty());
    bench().assertPages(region, "XX");
  }

  /**
   * An address range is never touched: nothing says that it may be read. Look for a read at the
   * address.
   */
  @Test
  default void optional_L10_bestEffortNeverTouchesAnAddressRange() {
    bench().needs(TestMemory.Feature.FRESH_PAGES_ABSENT);
    LockOracle oracle = bench().needsPageOracle();
    TestRegion region = bench().region(2);
    degraded(bestEffort(), region.range());
    assertFalse(oracle.isResident(bench().page(region, 0)));
    assertFalse(oracle.isResident(bench().page(region, 1)));
  }

  /** A buffer is read, a byte of each page: look for a touch that ends too early. */
  @Test
  default void optional_L10_bestEffortReadsABuffer() {
    bench().needs(Capability.BYTE_BUFFERS);
    bench().needs(Capability.RESIDENCY);
    bench().needs(TestMemory.Feature.OF_THIS_PROCESS);
    withMappedFile(
        (file, buffer) -> {
          PageLocker locker = bestEffort();
          MemoryRange range = MemoryRange.of(buffer);
          assertEquals(0, locker.residency(range).residentPages(), "resident before");
          degraded(locker, range);
          assertEquals(
              locker.residency(range).pages(), locker.residency(range).residentPages(), "after");
        });
  }

  /**
   * An asynchronous request fails and has a degraded handle all the same, everywhere. Look for an
   * exception where the policy promises a handle.
   */
  @Test
  default void required_L10_asynchronousFailureGivesADegradedHandle() {
    TestRegion region = bench().region(2);
    bench().recorder().faults().failLocksAfter(0, Fault.EPERM);
    PendingLock<LockedRange> pending = bench().requests().lock(bestEffort(), region.range());
    bench().requests().assertEnds(pending, State.FAILED);
    LockedRange handle = pending.result();
    assertFalse(handle.isLocked(), "isLocked() of a lock that failed");
    assertEquals(Reason.NOT_PERMITTED, handle.degradation().orElseThrow().reason());
    assertEquals(Reason.NOT_PERMITTED, pending.failure().orElseThrow().reason());
    assertEquals(0, handle.lockedBytes());
    assertSame(handle, bench().requests().get(pending.completion(), "no completion"));
    bench().assertPages(region, "..");
    handle.close();
  }

  /** A buffer is read before an asynchronous request ends: look for an end without the touch. */
  @Test
  default void optional_L10_asynchronousFailureReadsABuffer() {
    bench().needs(Capability.BYTE_BUFFERS);
    bench().needs(Capability.RESIDENCY);
    bench().needs(TestMemory.Feature.OF_THIS_PROCESS);
    withMappedFile(
        (file, buffer) -> {
          PageLocker locker = bestEffort();
          MemoryRange range = MemoryRange.of(buffer);
          assertEquals(0, locker.residency(range).residentPages(), "resident before");
          bench().recorder().faults().failLocksAfter(0, Fault.EPERM);
          PendingLock<LockedRange> pending = bench().requests().lock(locker, range);
          bench().requests().assertEnds(pending, State.FAILED);
          assertEquals(
              locker.residency(range).pages(), locker.residency(range).residentPages(), "after");
        });
  }

  /** A file truncated while it is pending does no harm: look for a read on a worker. */
  @Test
  default void optional_L10_asynchronousFailureSurvivesATruncatedFile() {
    bench().needs(Capability.BYTE_BUFFERS);
    withMappedFile(
        (file, buffer) -> {
          truncate(file);
          PageLocker locker = bestEffort();
          bench().recorder().faults().failLocksAfter(0, Fault.EPERM);
          PendingLock<LockedRange> pending =
              bench().requests().lock(locker, MemoryRange.of(buffer));
          bench().requests().assertEnds(pending, State.FAILED);
          assertFalse(pending.result().isLocked(), "isLocked() of a lock that failed");
        });
  }

  /** A file truncated meanwhile does no harm: look for a read that nobody guards. */
  @Test
  default void optional_L10_bestEffortSurvivesATruncatedFile() {
    bench().needs(Capability.BYTE_BUFFERS);
    withMappedFile(
        (file, buffer) -> {
          truncate(file);
          degraded(bestEffort(), MemoryRange.of(buffer));
        });
  }

  /** What a test does with a mapped file. */
  interface FileTest {
    /** Runs it. */
    void with(Path file, MappedByteBuffer buffer);
  }

  private void withMappedFile(FileTest test) {
    try {
      Path file = Files.createTempFile("pagelock-tck", ".bin");
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        // A hole in the file: no page of it is in RAM before something reads it.
        MappedByteBuffer buffer =
            channel.map(FileChannel.MapMode.READ_WRITE, 0, 16L * bench().pageSize());
        test.with(file, buffer);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void truncate(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
