package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.Populator;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which way big ranges are locked, and that every way ends with all pages resident and locked. */
class PopulateWayTest {
  private static final long BYTES = 16 << 20;
  private static final int PAGES = (int) (BYTES / PAGE);

  /** Somewhere in the third quarter. */
  private static final long WITHIN = (PAGES / 4 * 3 - 1) * (long) PAGE;

  @TempDir Path directory;

  private final TestMappings memory = new TestMappings();
  private final ScriptedLibC libc = new ScriptedLibC();
  private final PageOperations linux = new LinuxPageOperations(libc, new ProcFs(Path.of("/")));

  @AfterEach
  void unmap() {
    memory.close();
  }

  private boolean populates(long address) {
    return linux.populator(address, BYTES).isPresent();
  }

  private Path file(int pages) throws IOException {
    Path file = directory.resolve("file" + pages);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength((long) pages * PAGE);
    }
    return file;
  }

  private void assertEndsInAPlainLock(long address) throws Exception {
    assertEndsLocked(address, false);
  }

  /** Locks asynchronously, and asks smaps what came of it: lo, all resident, and lf or not. */
  private void assertEndsLocked(long address, boolean stillMarked) throws Exception {
    long before = VmLck.bytes();
    PendingLock<LockedRange> pending =
        PageLocker.system().lockAsync(MemoryRange.ofAddress(address, BYTES, memory));
    assertTrue(pending.await(Duration.ofSeconds(60)));
    try (LockedRange locked = pending.result()) {
      assertEquals(before + BYTES, VmLck.bytes());
      for (long at = address; at < address + BYTES; ) {
        Smaps.Area area = Smaps.now().at(at);
        assertTrue(area.isLocked(), area.toString());
        assertEquals(stillMarked, area.isOnFault(), area.toString());
        assertEquals(area.end() - area.start(), area.residentBytes());
        at = area.end();
      }
      assertEquals(KernelState.LOCKED, locked.verify());
    }
    assertEquals(before, VmLck.bytes());
  }

  /** It needs no mlock at last, which would only look up each page again. */
  @Test
  void untouchedMemoryIsPopulatedAndLockedAsItComes() throws Exception {
    long address = memory.anonymous(PAGES);
    assertTrue(populates(address));
    assertEndsLocked(address, true);
  }

  @Test
  void aLaterPlainLockTakesTheMarkOnFaultAway() throws Exception {
    long address = memory.anonymous(PAGES);
    MemoryRange range = MemoryRange.ofAddress(address, BYTES, memory);
    PendingLock<LockedRange> pending = PageLocker.system().lockAsync(range);
    assertTrue(pending.await(Duration.ofSeconds(60)));
    LockedRange first = pending.result();
    try (LockedRange second = PageLocker.system().lock(range)) {
      assertFalse(Smaps.now().at(address).isOnFault());
      first.close();
      assertEquals(KernelState.LOCKED, second.verify());
    }
  }

  /** Pages of zeros that were only read before are copied on the way. */
  @Test
  void noPageIsLeftToBeCopied() throws Exception {
    long address = memory.anonymous(PAGES);
    TestMappings.read(address, PAGES / 4);
    assertTrue(populates(address));
    assertEndsLocked(address, true);
    long faults = minorFaults();
    TestMappings.touch(address, PAGES / 4);
    long more = minorFaults() - faults;
    assertTrue(more < PAGES / 8, more + " faults");
  }

  private static long minorFaults() throws IOException {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[7]);
  }

  @Test
  void whatIsNotAsAPlainLockLeavesItIsNotCalledLocked() throws Exception {
    long address = memory.anonymous(PAGES);
    Populator populator = linux.populator(address, BYTES).orElseThrow();
    linux.lockOnFault(address, BYTES);
    assertFalse(populator.isLocked(address, BYTES), "absent");
    populator.populate(address, BYTES);
    assertTrue(populator.isLocked(address, BYTES));
    long middle = address + BYTES / 2;
    long bytes = 1 << 20;
    RawLibC.munlock(middle, bytes);
    assertFalse(populator.isLocked(address, BYTES), "not marked in the middle");
    assertTrue(populator.isLocked(address, BYTES / 2), "before that");
    linux.lockOnFault(middle, bytes);
    assertTrue(populator.isLocked(address, BYTES));
    memory.unmap(middle, 1);
    assertFalse(populator.isLocked(address, BYTES), "a hole");

    long file = memory.file(file(PAGES), PAGES);
    Populator reading = linux.populator(file, BYTES).orElseThrow();
    linux.lockOnFault(file, BYTES);
    reading.populate(file, BYTES);
    assertFalse(reading.isLocked(file, BYTES), "a file's pages were only read");
  }

  @Test
  void residentMemoryTakesChunksOfMlock() throws Exception {
    long address = memory.anonymous(PAGES);
    TestMappings.touch(address, PAGES);
    assertFalse(populates(address));
    assertEndsInAPlainLock(address);
  }

  @Test
  void aFileInThePageCacheTakesChunksOfMlock() throws Exception {
    Path file = file(PAGES);
    Files.readAllBytes(file);
    long address = memory.file(file, PAGES);
    assertFalse(populates(address));
    assertEndsInAPlainLock(address);
  }

  @Test
  void aColdFileIsPopulatedByReadingAndNotDirtied() throws Exception {
    Path file = file(PAGES);
    long address = memory.file(file, PAGES);
    assertTrue(populates(address));
    assertEndsInAPlainLock(address);
    // A sparse file has no blocks as long as nobody writes to it.
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    assertEquals("0", new String(stat.getInputStream().readAllBytes(), US_ASCII).trim());
  }

  @Test
  void holesAndForbiddenPagesAreLeftToMlockWhichFailsAndLeavesNothing() throws Exception {
    long holed = memory.anonymous(PAGES);
    memory.unmap(holed + WITHIN, 1);
    assertFalse(populates(holed));
    assertFailsWithNotMapped(holed);
    long forbidden = memory.anonymous(PAGES);
    memory.forbid(forbidden + WITHIN, 1);
    assertFalse(populates(forbidden));
    assertFailsWithNotMapped(forbidden);
  }

  @Test
  void aFileThatEndsWithinTheRangeFailsWhilePopulatingAndLeavesNothing() throws Exception {
    Path file = file(PAGES / 2);
    assertFailsWithNotMapped(memory.file(file, PAGES));
  }

  private void assertFailsWithNotMapped(long address) throws Exception {
    long before = VmLck.bytes();
    PendingLock<LockedRange> pending =
        PageLocker.system().lockAsync(MemoryRange.ofAddress(address, BYTES, memory));
    assertTrue(pending.await(Duration.ofSeconds(60)));
    assertEquals(PendingLock.State.FAILED, pending.state());
    assertEquals(PageLockException.Reason.NOT_MAPPED, pending.failure().orElseThrow().reason());
    assertEquals(before, VmLck.bytes());
  }

  @Test
  void pagesHeldPlainlyByAnotherAreNeverDowngradedOnTheWay() throws Exception {
    long address = memory.anonymous(PAGES);
    try (LockedRange held =
        PageLocker.system().lock(MemoryRange.ofAddress(address + 100 * PAGE, 100 * PAGE, memory))) {
      assertTrue(populates(address));
      PendingLock<LockedRange> pending =
          PageLocker.system().lockAsync(MemoryRange.ofAddress(address, BYTES, memory));
      while (pending.state() == PendingLock.State.PENDING) {
        Smaps.Area area = Smaps.now().at(held.lockedAddress());
        assertTrue(area.isLocked() && !area.isOnFault(), area.toString());
      }
      pending.result().close();
      assertEquals(held.lockedBytes(), VmLck.bytes());
    }
  }

  @Test
  void kernelsWithoutPopulateTakeChunksOfMlock() {
    ScriptedLibC old = new ScriptedLibC();
    old.madvise = Linux.EINVAL;
    PageOperations before514 = new LinuxPageOperations(old, new ProcFs(Path.of("/")));
    assertFalse(before514.populator(memory.anonymous(PAGES), BYTES).isPresent());
  }

  @Test
  void kernelsWithoutMappingQueryAreAskedThroughMaps() {
    ScriptedLibC old = new ScriptedLibC();
    old.ioctl = 25; // ENOTTY
    PageOperations before611 = new LinuxPageOperations(old, new ProcFs(Path.of("/")));
    assertTrue(before611.populator(memory.anonymous(PAGES), BYTES).isPresent());
  }

  @Test
  void onFaultRequestsPopulateNothing() throws Exception {
    long address = memory.anonymous(PAGES);
    PendingLock<LockedRange> pending =
        PageLocker.system()
            .lockAsync(MemoryRange.ofAddress(address, BYTES, memory), LockMode.ON_FAULT);
    assertTrue(pending.await(Duration.ofSeconds(60)));
    try (LockedRange locked = pending.result()) {
      Smaps.Area area = Smaps.now().at(locked.lockedAddress());
      assertTrue(area.isOnFault(), area.toString());
      assertEquals(0, area.residentBytes());
    }
  }
}
