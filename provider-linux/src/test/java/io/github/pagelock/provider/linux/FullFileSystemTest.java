package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.Populator;
import io.github.pagelock.spi.RangeAddress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tmpfs of 8 MiB, and holes that do not fit. */
class FullFileSystemTest {
  private static final long MIB = 1 << 20;

  @TempDir Path directory;
  private final TestMappings memory = new TestMappings();
  private final PageLocker locker = PageLocker.builder().provider(new LinuxProvider()).build();
  private Mounted tmpfs;
  private long free;

  @BeforeEach
  void mount() throws IOException {
    tmpfs = Mounted.on(directory, "mount", "-t", "tmpfs", "-o", "size=8m", "none");
    free = free();
  }

  @AfterEach
  void unmount() {
    memory.close();
    locker.close();
    if (tmpfs != null) {
      tmpfs.close();
    }
  }

  private long free() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  private MemoryRange sparse(String name, long bytes) throws IOException {
    Path file = directory.resolve(name);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
    return MemoryRange.ofAddress(memory.file(file, (int) (bytes / PAGE)), bytes, null);
  }

  private void assertFull(PageLockException failure, String name) throws IOException {
    assertEquals(Cause.FILE_SYSTEM_FULL, failure.diagnosis().orElseThrow().cause());
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    String text = failure.toString();
    assertTrue(text.contains(directory.resolve(name).toString()), text);
    assertFalse(text.contains("CAP_IPC_LOCK"), text);
    assertEquals(free, free(), "allocated by a lock that was refused");
  }

  @Test
  void aLockThatDoesNotFitAllocatesNothing() throws IOException {
    MemoryRange range = sparse("sparse", 16 * MIB);
    PageLockException failure = assertThrows(PageLockException.class, () -> locker.lock(range));
    assertFull(failure, "sparse");
    assertEquals(16 * MIB, failure.byteCount());
  }

  @Test
  void norDoesOneOfASingleChunk() throws IOException {
    leave(2 * MIB);
    MemoryRange range = sparse("small", 4 * MIB);
    assertFull(assertThrows(PageLockException.class, () -> locker.lock(range)), "small");
    MemoryRange end = MemoryRange.ofAddress(RangeAddress.of(range, buffer -> 0), MIB, null);
    try (LockedRange fits = locker.lock(end)) {
      assertTrue(fits.isLocked());
    }
    assertEquals(free - MIB, free());
  }

  @Test
  void norDoesAPendingLock() throws Exception {
    PendingLock<LockedRange> pending = locker.lockAsync(sparse("pending", 16 * MIB));
    assertTrue(pending.await(Duration.ofSeconds(60)));
    assertFull(pending.failure().orElseThrow(), "pending");
  }

  @Test
  void norDoRangesThatFitOnlyOneByOne() throws Exception {
    PendingLock<List<LockedRange>> pending =
        locker.lockAllAsync(List.of(sparse("a", 5 * MIB), sparse("b", 5 * MIB)), LockMode.PLAIN);
    assertTrue(pending.await(Duration.ofSeconds(60)));
    assertFull(pending.failure().orElseThrow(), "");
  }

  @Test
  void theSamePagesTwiceFitIfTheyFitOnce() throws Exception {
    MemoryRange range = sparse("twice", 5 * MIB);
    PendingLock<List<LockedRange>> pending =
        locker.lockAllAsync(List.of(range, range), LockMode.PLAIN);
    assertTrue(pending.await(Duration.ofSeconds(60)));
    assertEquals(PendingLock.State.LOCKED, pending.state());
    pending.result().forEach(LockedRange::close);
  }

  @Test
  void lockedOnFaultItAllocatesNothingAndFits() throws IOException {
    try (LockedRange locked = locker.lock(sparse("fault", 16 * MIB), LockMode.ON_FAULT)) {
      assertTrue(locked.isLocked());
      assertEquals(free, free());
    }
  }

  /** Best effort reads the buffers that could not be locked, but not until nothing is left. */
  @Test
  void underBestEffortItAllocatesNothingEither() throws Exception {
    for (long bytes : new long[] {16 * MIB, 2 * MIB}) {
      Path file = directory.resolve("effort" + bytes);
      leave(Math.min(free, MIB));
      try (FileChannel sparse = FileChannel.open(file, CREATE_NEW, READ, WRITE);
          PageLocker bestEffort =
              PageLocker.builder()
                  .provider(new LinuxProvider())
                  .policy(LockPolicy.BEST_EFFORT)
                  .build()) {
        MemoryRange range = MemoryRange.of(sparse.map(MapMode.READ_WRITE, 0, bytes));
        LockedRange handle = bestEffort.lock(range);
        assertFull(handle.degradation().orElseThrow(), "effort" + bytes);
        PendingLock<LockedRange> pending = bestEffort.lockAsync(range);
        assertTrue(pending.await(Duration.ofSeconds(60)));
        assertFull(pending.failure().orElseThrow(), "effort" + bytes);
      }
    }
  }

  private void leave(long bytes) throws IOException {
    try (RandomAccessFile other = new RandomAccessFile(directory.resolve("o").toFile(), "rw")) {
      other.write(new byte[(int) (free() - bytes)]);
    }
    free = free();
  }

  /** Somebody else was faster. */
  @Test
  void whatIsFoundOutWhilePopulatingHasTheSameCause() throws IOException {
    LinuxPageOperations linux = new LinuxPageOperations(new ScriptedLibC(), ProcFs.ofThisSystem());
    MemoryRange range = sparse("late", 16 * MIB);
    long address = RangeAddress.of(range, buffer -> 0);
    Populator populator = linux.populator(address, 16 * MIB).orElseThrow();
    PageLockException failure =
        assertThrows(PageLockException.class, () -> populator.populate(address, 16 * MIB));
    assertEquals(Cause.FILE_SYSTEM_FULL, failure.diagnosis().orElseThrow().cause());
    assertEquals(Linux.EFAULT, failure.errno());
  }

  /** The remedy that it proposes. */
  @Test
  void aLargerFileSystemCuresIt() throws Exception {
    MemoryRange range = sparse("cured", 16 * MIB);
    PageLockException failure = assertThrows(PageLockException.class, () -> locker.lock(range));
    assertTrue(failure.remedy().orElseThrow().text().contains("remount,size=SIZE"));
    tmpfs.remount("size=20m");
    locker.lock(range).close();
  }
}
