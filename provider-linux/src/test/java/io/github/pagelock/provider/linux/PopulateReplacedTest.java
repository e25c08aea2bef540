package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.PageOperations;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Private memory is replaced by a shared file while it is being populated: no write may follow. */
@Timeout(60)
class PopulateReplacedTest {
  private static final long BYTES = 64 << 20;
  private static final int PAGES = (int) (BYTES / PAGE);

  /** Of the range, the last three quarters. */
  private static final long REPLACED = BYTES / 4 * 3;

  private static final int MAP_FIXED = 0x10;

  @TempDir Path directory;

  private final TestMappings memory = new TestMappings();

  @AfterEach
  void unmap() {
    memory.close();
  }

  /**
   * On this kernel, and on one that cannot be asked for a single mapping (before 6.11).
   *
   * @param ioctl what asking gives: 0 is the kernel's own answer, 25 is ENOTTY
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 25})
  void whatIsNotPrivateAnyMoreIsLockedWithoutBeingWrittenTo(int ioctl) throws Exception {
    Path file = directory.resolve("shared");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(REPLACED);
    }
    long address = memory.anonymous(PAGES);
    ScriptedLibC libc =
        new ScriptedLibC() {
          private boolean replaced;

          @Override
          public int madvise(long from, long byteCount, int advice) {
            int errno = super.madvise(from, byteCount, advice);
            if (advice == Linux.MADV_POPULATE_WRITE && !replaced) {
              replaced = true;
              mapShared(file, address + BYTES - REPLACED);
            }
            return errno;
          }
        };
    libc.ioctl = ioctl;
    PageOperations linux = new LinuxPageOperations(libc, new ProcFs(Path.of("/")));
    try (PageLocker locker =
        PageLocker.builder().provider(new OperationsProvider(linux)).workers(1).build()) {
      long before = VmLck.bytes();
      PendingLock<LockedRange> pending =
          locker.lockAsync(MemoryRange.ofAddress(address, BYTES, memory));
      assertTrue(pending.await(Duration.ofSeconds(30)));
      try (LockedRange locked = pending.result()) {
        assertTrue(locked.isLocked());
        assertEquals(before + BYTES, VmLck.bytes());
      }
    }
    // A sparse file has no blocks as long as nobody writes to it.
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    assertEquals("0", new String(stat.getInputStream().readAllBytes(), US_ASCII).trim());
  }

  private static void mapShared(Path file, long address) {
    int fd = RawLibC.open(file.toString(), RawLibC.O_RDWR);
    long mapped =
        RawLibC.mmap(
            address,
            REPLACED,
            RawLibC.PROT_READ | RawLibC.PROT_WRITE,
            RawLibC.MAP_SHARED | MAP_FIXED,
            fd,
            0);
    assertEquals(address, mapped);
    assertEquals(0, RawLibC.close(fd));
  }
}
