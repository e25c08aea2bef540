package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.RawLibC.errno;
import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the code relies on: the running kernel behaves so, without any code of ours. */
class KernelFactsTest {
  private static final long KIB = 1024;

  @TempDir Path directory;
  private final TestMappings memory = new TestMappings();
  private final long before = VmLck.bytes();

  private long added() {
    return VmLck.bytes() - before;
  }

  @AfterEach
  void leavesNothingLocked() {
    memory.close();
    assertEquals(0, added());
  }

  @Test
  void mlockAcrossAHoleFailsAndLeavesTheFirstPagesLocked() {
    long address = memory.anonymous(16);
    memory.unmap(address + 8 * PAGE, 1);
    assertEquals(Linux.ENOMEM, errno(RawLibC.mlock(address, 16 * PAGE)));
    assertEquals(32 * KIB, added());
    assertEquals(Linux.ENOMEM, errno(RawLibC.munlock(address, 16 * PAGE)));
    assertEquals(0, added());
  }

  @Test
  void mlockOfForbiddenPagesFailsAndLeavesThemMarked() {
    long address = memory.anonymous(4);
    memory.forbid(address, 4);
    assertEquals(Linux.ENOMEM, errno(RawLibC.mlock(address, 4 * PAGE)));
    assertEquals(16 * KIB, added());
  }

  @Test
  void mlockRoundsToThePage() {
    assertEquals(0, errno(RawLibC.mlock(memory.anonymous(4) + 100, 10)));
    assertEquals(4 * KIB, added());
  }

  @Test
  void mlockOfNothingDoesNothing() {
    assertEquals(0, errno(RawLibC.mlock(memory.anonymous(4), 0)));
    assertEquals(0, added());
  }

  @Test
  void mlockThatWrapsAroundIsRefused() {
    assertEquals(Linux.EINVAL, errno(RawLibC.mlock(memory.anonymous(4), -PAGE)));
    assertEquals(0, added());
  }

  @Test
  void locksDoNotNest() {
    long address = memory.anonymous(6);
    assertEquals(0, errno(RawLibC.mlock(address, 4 * PAGE)));
    assertEquals(16 * KIB, added());
    assertEquals(0, errno(RawLibC.mlock(address + 2 * PAGE, 4 * PAGE)));
    assertEquals(24 * KIB, added());
    assertEquals(0, errno(RawLibC.munlock(address + 2 * PAGE, 2 * PAGE)));
    assertEquals(16 * KIB, added());
  }

  @Test
  void munlockOfPagesNeverLockedSucceeds() {
    assertEquals(0, errno(RawLibC.munlock(memory.anonymous(4), 4 * PAGE)));
    assertEquals(0, added());
  }

  @Test
  void aPageLockedOnFaultAndThenPlainlyIsChargedOnce() {
    long address = memory.anonymous(4);
    assertEquals(0, errno(RawLibC.mlock2(address, 4 * PAGE, Linux.MLOCK_ONFAULT)));
    assertEquals(0, errno(RawLibC.mlock(address, 4 * PAGE)));
    assertEquals(16 * KIB, added());
  }

  @Test
  void lockingOnFaultDowngradesAPlainLock() {
    long address = memory.anonymous(4);
    assertEquals(0, errno(RawLibC.mlock(address, 4 * PAGE)));
    assertFalse(Smaps.now().at(address).isOnFault());
    assertEquals(0, errno(RawLibC.mlock2(address, 4 * PAGE, Linux.MLOCK_ONFAULT)));
    assertTrue(Smaps.now().at(address).isOnFault());
    assertTrue(Smaps.now().at(address).isLocked());
  }

  @Test
  void mlockBeyondTheEndOfAFileFailsAndLeavesTheMappingMarked() throws IOException {
    long address = memory.file(file(4), 8);
    assertEquals(Linux.ENOMEM, errno(RawLibC.mlock(address, 8 * PAGE)));
    assertEquals(32 * KIB, added());
  }

  @Test
  void unmappingLockedPagesEndsTheirLock() {
    long address = memory.anonymous(4);
    assertEquals(0, errno(RawLibC.mlock(address, 4 * PAGE)));
    memory.unmap(address, 4);
    assertEquals(0, added());
  }

  @Test
  void lockedPagesCannotBeDroppedByDontneed() {
    long address = memory.anonymous(4);
    assertEquals(0, errno(RawLibC.mlock(address, 4 * PAGE)));
    assertEquals(Linux.EINVAL, errno(RawLibC.madvise(address, 4 * PAGE, RawLibC.MADV_DONTNEED)));
    assertEquals(16 * KIB, Smaps.now().at(address).residentBytes());
  }

  @Test
  void dontneedLockedDropsPagesThatStayMarked() {
    long address = memory.anonymous(4);
    assertEquals(0, errno(RawLibC.mlock(address, 4 * PAGE)));
    int errno = errno(RawLibC.madvise(address, 4 * PAGE, RawLibC.MADV_DONTNEED_LOCKED));
    assumeTrue(errno != Linux.EINVAL, "MADV_DONTNEED_LOCKED needs Linux 5.18");
    assertEquals(0, errno);
    assertEquals(16 * KIB, added());
    assertEquals(0, Smaps.now().at(address).residentBytes());
  }

  @Test
  void droppableMemoryIsNotLockedThoughMlockSucceeds() {
    long address = droppable();
    assertEquals(0, errno(RawLibC.mlock(address, 4 * PAGE)));
    assertEquals(0, added());
    assertFalse(Smaps.now().at(address).isLocked());
  }

  private long droppable() {
    try {
      return memory.droppable(4);
    } catch (IllegalStateException refused) {
      assumeTrue(false, "MAP_DROPPABLE needs Linux 6.11");
      throw refused;
    }
  }

  @Test
  void msyncInvalidateIsRefusedExactlyForLockedMappings() {
    long address = memory.anonymous(4);
    assertEquals(0, errno(RawLibC.msync(address, PAGE, Linux.MS_INVALIDATE)));
    assertEquals(0, errno(RawLibC.mlock(address, 2 * PAGE)));
    assertEquals(Linux.EBUSY, errno(RawLibC.msync(address, PAGE, Linux.MS_INVALIDATE)));
    assertEquals(0, errno(RawLibC.msync(address + 2 * PAGE, PAGE, Linux.MS_INVALIDATE)));
    memory.unmap(address + 3 * PAGE, 1);
    assertEquals(Linux.ENOMEM, errno(RawLibC.msync(address + 3 * PAGE, PAGE, Linux.MS_INVALIDATE)));
  }

  @Test
  void munlockStopsAtAHole() {
    long address = memory.anonymous(16);
    assertEquals(0, errno(RawLibC.mlock(address, 16 * PAGE)));
    memory.unmap(address + 8 * PAGE, 1);
    assertEquals(Linux.ENOMEM, errno(RawLibC.munlock(address, 16 * PAGE)));
    assertEquals(28 * KIB, added());
  }

  @Test
  void aFileTruncatedAfterItWasLockedStaysMarkedAndIsNotResident() throws IOException {
    Path file = file(4);
    long address = memory.file(file, 4);
    assertEquals(0, errno(RawLibC.mlock(address, 4 * PAGE)));
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(0);
    }
    assertTrue(Smaps.now().at(address).isLocked());
    assertEquals(0, Smaps.now().at(address).residentBytes());
  }

  private Path file(int pages) throws IOException {
    return Files.write(directory.resolve("file"), new byte[pages * PAGE]);
  }
}
