package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Remedy;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's failures through the library: nothing stays locked, and the reason is found. */
class FailedLockTest {
  @TempDir Path directory;
  private final TestMappings memory = new TestMappings();
  private final PageLocker locker = PageLocker.builder().provider(new LinuxProvider()).build();
  private final long before = VmLck.bytes();

  private long added() {
    return VmLck.bytes() - before;
  }

  private LockedRange lock(long address, int pages) {
    return locker.lock(MemoryRange.ofAddress(address, (long) pages * PAGE, null));
  }

  private PageLockException failure(long address, int pages, LockMode mode) {
    MemoryRange range = MemoryRange.ofAddress(address, (long) pages * PAGE, null);
    PageLockException failure =
        assertThrows(PageLockException.class, () -> locker.lock(range, mode));
    assertEquals(0, added(), "VmLck after " + failure.getMessage());
    assertEquals(0, Smaps.now().lockedBytes(address, (long) pages * PAGE));
    return failure;
  }

  private void assertForeseen(Cause cause, long address, int pages, PageLockException failure) {
    assertEquals(cause, failure.diagnosis().orElseThrow().cause());
    MemoryRange range = MemoryRange.ofAddress(address, (long) pages * PAGE, null);
    assertEquals(failure.diagnosis().orElseThrow(), locker.diagnose(range));
  }

  /** What makes these remedies tried: the same lock, changed as the remedy says, succeeds. */
  private void assertCuredBy(String remedy, PageLockException failure, long address, int pages) {
    Remedy best = failure.remedy().orElseThrow();
    assertTrue(best.tried() && best.text().contains(remedy), best.toString());
    try (LockedRange cured = lock(address, pages)) {
      assertEquals(KernelState.LOCKED, cured.verify());
    }
  }

  private static void assertSays(PageLockException failure, String text) {
    assertTrue(failure.toString().contains(text), failure.toString());
  }

  @AfterEach
  void leavesNothingLocked() {
    memory.close();
    locker.close();
    assertEquals(0, added());
  }

  @Test
  void aHoleIsNamedAndNothingStaysLocked() {
    long address = memory.anonymous(16);
    memory.unmap(address + 8 * PAGE, 1);
    PageLockException failure = failure(address, 16, LockMode.PLAIN);
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertEquals(Linux.ENOMEM, failure.errno());
    assertEquals("ENOMEM", failure.errnoName());
    String hole = "0x" + Long.toHexString(address + 8 * PAGE) + " (number 8 of 16";
    assertSays(failure, hole);
    assertForeseen(Cause.HOLE, address, 16, failure);
    assertCuredBy("lock only what is mapped", failure, address, 8);
  }

  @Test
  void aHoleIsNamedForALockOnFaultToo() {
    long address = memory.anonymous(4);
    memory.unmap(address, 1);
    PageLockException failure = failure(address, 4, LockMode.ON_FAULT);
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertEquals("mlock2", failure.operation());
  }

  @Test
  void aHoleAtTheEndIsNamed() {
    long address = memory.anonymous(4);
    memory.unmap(address + 3 * PAGE, 1);
    PageLockException failure = failure(address, 4, LockMode.PLAIN);
    assertSays(failure, "(number 3 of 4");
  }

  @Test
  void forbiddenPagesAreNamedAndNotLeftMarked() {
    long address = memory.anonymous(4);
    memory.forbid(address + PAGE, 1);
    PageLockException failure = failure(address, 4, LockMode.PLAIN);
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertSays(failure, "(number 1 of 4");
    assertSays(failure, "PROT_NONE");
    assertForeseen(Cause.NO_ACCESS, address, 4, failure);
    assertCuredBy("leave these pages out", failure, address, 1);
    int both = RawLibC.PROT_READ | RawLibC.PROT_WRITE;
    assertEquals(0, RawLibC.mprotect(address + PAGE, PAGE, both));
    assertCuredBy("or make them accessible before (mprotect)", failure, address, 4);
  }

  @Test
  void theEndOfAFileIsNamedAndTheMappingNotLeftMarked() throws IOException {
    Path file = Files.write(directory.resolve("short"), new byte[4 * PAGE - 100]);
    long address = memory.file(file, 8);
    PageLockException failure = failure(address, 8, LockMode.PLAIN);
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertSays(failure, "(number 4 of 8");
    assertSays(failure, "beyond the end of " + file);
    assertForeseen(Cause.END_OF_FILE, address, 8, failure);
    assertCuredBy("lock only up to offset " + 4 * PAGE + " of the file", failure, address, 4);
    Files.write(file, new byte[8 * PAGE]);
    assertCuredBy("or let the file grow before", failure, address, 8);
  }

  /** The call that fails is for a chunk of the range; the cure is for the range. */
  @Test
  void theCureCountsFromTheFilesBeginningNotFromTheChunks() throws IOException {
    int pages = (16 << 20) / PAGE;
    int there = pages / 4 * 3;
    Path file = directory.resolve("long");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength((long) there * PAGE);
    }
    long address = memory.file(file, pages);
    PageLockException failure = failure(address, pages, LockMode.PLAIN);
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertTrue(failure.address() > address, "not in the first chunk");
    assertTrue(failure.byteCount() < pages * (long) PAGE, "bytes of the call");
    assertCuredBy("lock only up to offset " + (long) there * PAGE, failure, address, there);
  }

  @Test
  void theEndOfADeletedFileIsFoundToo() throws IOException {
    Path file = Files.write(directory.resolve("deleted"), new byte[4 * PAGE]);
    long address = memory.file(file, 8);
    Files.delete(file);
    PageLockException failure = failure(address, 8, LockMode.PLAIN);
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertSays(failure, "(number 4 of 8");
    assertCuredBy("lock only up to offset " + 4 * PAGE + " of the file", failure, address, 4);
  }

  /** Which of its pages exist, only the kernel's attempt shows. */
  @Test
  void aDeletedFilesPagesAreNotSaidToBeMissingUnlessTheKernelSaysSo() throws IOException {
    Path file = Files.write(directory.resolve("nameless"), new byte[4 * PAGE]);
    MemoryRange range = MemoryRange.ofAddress(memory.file(file, 8), 8 * PAGE, null);
    Files.delete(file);
    assertEquals(Cause.NONE, locker.diagnose(range).cause());
  }

  @Test
  void whatCanBeLockedHasNoDiagnosis() {
    MemoryRange range = MemoryRange.ofAddress(memory.anonymous(4) + 100, 2 * PAGE, null);
    assertEquals(Cause.NONE, locker.diagnose(range).cause());
    assertEquals(Cause.NONE, locker.diagnose(1).cause());
    assertEquals(0, added());
  }

  @Test
  void aFailedLockLeavesPagesLockedThatAnotherHandleHolds() {
    long address = memory.anonymous(16);
    memory.unmap(address + 8 * PAGE, 1);
    try (LockedRange held = lock(address + 2 * PAGE, 2)) {
      assertThrows(PageLockException.class, () -> lock(address, 16));
      assertEquals(2 * PAGE, added());
      assertEquals(KernelState.LOCKED, held.verify());
    }
  }

  @Test
  void memoryUnmappedWhileLockedIsClosedBeyondTheHole() {
    long address = memory.anonymous(16);
    LockedRange locked = lock(address, 16);
    memory.unmap(address + 8 * PAGE, 1);
    memory.unmap(address + 3 * PAGE, 2);
    assertEquals(KernelState.PARTLY, locked.verify());
    locked.close();
    assertEquals(0, added());
  }

  @Test
  void memoryUnmappedAltogetherIsClosedWithoutComplaint() {
    long address = memory.anonymous(4);
    LockedRange locked = lock(address, 4);
    memory.unmap(address, 4);
    assertEquals(KernelState.NOT_MAPPED, locked.verify());
    locked.close();
    assertEquals(0, added());
  }

  @Test
  void nestedLocksEndWithTheLastClose() {
    long address = memory.anonymous(6);
    LockedRange first = lock(address, 4);
    LockedRange second = lock(address + 2 * PAGE, 4);
    assertEquals(6 * PAGE, added());
    second.close();
    assertEquals(4 * PAGE, added());
    assertEquals(KernelState.LOCKED, first.verify());
    first.close();
    assertEquals(0, added());
  }

  @Test
  void aPlainHoldIsNotDowngradedByALockOnFault() {
    long address = memory.anonymous(4);
    try (LockedRange plain = lock(address, 4);
        LockedRange onFault =
            locker.lock(MemoryRange.ofAddress(address, 4 * PAGE, null), LockMode.ON_FAULT)) {
      assertEquals(4 * PAGE, added());
      assertTrue(!Smaps.now().at(address).isOnFault());
      assertEquals(
          List.of(KernelState.LOCKED, KernelState.LOCKED), locker.verify(List.of(plain, onFault)));
    }
  }

  @Test
  void aFileTruncatedWhileLockedIsReportedAndClosed() throws IOException {
    Path file = Files.write(directory.resolve("cut"), new byte[4 * PAGE]);
    LockedRange locked = lock(memory.file(file, 4), 4);
    assertEquals(KernelState.LOCKED, locked.verify());
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(PAGE);
    }
    assertEquals(KernelState.NOT_RESIDENT, locked.verify());
    locked.close();
  }

  @Test
  void oneByteLocksItsPage() {
    long address = memory.anonymous(4);
    try (LockedRange locked = locker.lock(MemoryRange.ofAddress(address + 100, 10, null))) {
      assertEquals(PAGE, added());
      assertEquals(address, locked.lockedAddress());
    }
  }

  @Test
  void aRangeBeyondTheAddressSpaceIsRefused() {
    long address = memory.anonymous(4);
    assertThrows(
        IllegalArgumentException.class,
        () -> locker.lock(MemoryRange.ofAddress(address, Long.MAX_VALUE, null)).close());
    assertEquals(0, added());
  }
}
