package io.github.pagelock.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.KernelState;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.Populator;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are kept in RAM; VmLck and smaps are the witnesses. */
class ResidentFileTest {
  private static final long PAGE = PageLocker.system().pageSize();
  private static final long MIB = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private long before;

  @BeforeEach
  void countBefore() {
    before = Kernel.vmLck();
  }

  @AfterEach
  void nothingIsLeftLocked() {
    assertEquals(before, Kernel.vmLck(), "bytes of VmLck");
    assertEquals(List.of(), Kernel.locked(directory));
  }

  private Path file(String name, long bytes) throws IOException {
    return Files.write(directory.resolve(name), new byte[(int) bytes]);
  }

  private Path sparse(long bytes, long dataAt, long dataBytes) throws IOException {
    Path path = directory.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
      file.seek(dataAt);
      file.write(new byte[(int) dataBytes]);
    }
    return path;
  }

  private void assertLocked(long bytes) {
    assertEquals(bytes, Kernel.vmLck() - before, "bytes of VmLck");
    assertEquals(bytes, Kernel.lockedBytes(directory), "bytes that are marked lo");
    assertEquals(bytes, Kernel.residentBytes(directory), "bytes that are resident");
  }

  @ParameterizedTest
  @EnumSource
  void aWholeFileIsLockedAndResidentUntilItIsClosed(Way way) throws IOException {
    Path path = file("file", 3 * PAGE + 1);
    ResidentFile resident = ResidentFile.of(path).locker(way.locker()).lock();
    assertLocked(4 * PAGE);
    assertEquals(4 * PAGE, resident.lockedBytes());
    assertEquals(3 * PAGE + 1, resident.byteCount());
    assertEquals(List.of(new FileRange(0, 4 * PAGE)), resident.parts());
    assertEquals(List.of(Residency.of(4, 4, (int) PAGE)), resident.residency());
    assertEquals(KernelState.LOCKED, resident.verify());
    resident.close();
    assertLocked(0);
    assertEquals(0, resident.lockedBytes());
    assertEquals(KernelState.NOT_LOCKED, resident.verify());
    resident.close();
  }

  /** The collector lets the JDK's go. */
  @Test
  void theMappingGoesWithTheLock() throws IOException {
    ResidentFile resident = ResidentFile.lock(file("file", PAGE));
    assertEquals(1, Kernel.areas(directory).size());
    resident.close();
    assertEquals(List.of(), Kernel.areas(directory));
  }

  @ParameterizedTest
  @EnumSource
  void severalPartsAreLockedTogether(Way way) throws IOException {
    Path path = file("file", 100 * PAGE);
    try (ResidentFile resident =
        ResidentFile.of(path)
            .locker(way.locker())
            .range(0, 1)
            .range(10 * PAGE, PAGE)
            .range(10 * PAGE + 1, PAGE)
            .range(99 * PAGE, 50 * PAGE)
            .lock()) {
      assertLocked(4 * PAGE);
      assertEquals(
          List.of(
              new FileRange(0, PAGE),
              new FileRange(10 * PAGE, 2 * PAGE),
              new FileRange(99 * PAGE, PAGE)),
          resident.parts());
    }
  }

  @Test
  void ofASparseFileOnlyDataIsLocked() throws IOException {
    Path path = sparse(512 * MIB, 100 * MIB, 4 * MIB);
    try (ResidentFile resident = ResidentFile.of(path).dataOnly().lock()) {
      assertLocked(4 * MIB);
      assertEquals(List.of(new FileRange(100 * MIB, 4 * MIB)), resident.parts());
    }
  }

  @Test
  void aFileOfHolesTakesNothing() throws IOException {
    Path path = sparse(64 * MIB, 0, 0);
    try (ResidentFile resident = ResidentFile.of(path).dataOnly().lock()) {
      assertLocked(0);
      assertEquals(64 * MIB, resident.byteCount());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPartBeyondTwoGigabytes(Way way) throws IOException {
    Path path = sparse(5L << 30, (3L << 30) - PAGE, 3 * PAGE);
    try (ResidentFile resident =
        ResidentFile.of(path).locker(way.locker()).range((3L << 30) - PAGE, 3 * PAGE).lock()) {
      assertLocked(3 * PAGE);
      assertEquals(List.of(new FileRange((3L << 30) - PAGE, 3 * PAGE)), resident.parts());
    }
  }

  @ParameterizedTest
  @EnumSource
  void onePendingLockForAllParts(Way way) throws Exception {
    Path path = file("file", 8 * MIB);
    PendingLock<ResidentFile> pending =
        ResidentFile.of(path)
            .locker(way.locker())
            .range(0, 4 * MIB)
            .range(6 * MIB, 2 * MIB)
            .lockAsync();
    ResidentFile completed =
        pending.completion().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertEquals(6 * MIB, pending.bytesLocked());
    assertEquals(6 * MIB, pending.byteCount());
    assertLocked(6 * MIB);
    assertSame(completed, pending.result());
    assertEquals(6 * MIB, completed.lockedBytes());
    completed.close();
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyFile(Way way) throws Exception {
    Path path = file("file", 0);
    try (ResidentFile resident = ResidentFile.of(path).locker(way.locker()).lock()) {
      assertEquals(0, resident.lockedBytes());
    }
    PendingLock<ResidentFile> pending = ResidentFile.of(path).locker(way.locker()).lockAsync();
    assertTrue(pending.await(PATIENCE));
    pending.result().close();
  }

  /** The second part of two fails. */
  @Test
  void aFailureLeavesNothingLockedAndNothingMapped() throws IOException {
    Path path = file("file", 64 * MIB);
    AtomicInteger calls = new AtomicInteger();
    PageLocker locker = Operations.locker(real -> new FailingAt(real, calls, 3));
    ResidentFileBuilder wanted =
        ResidentFile.of(path).locker(locker).range(0, MIB).range(32 * MIB, 32 * MIB);
    PageLockException refused = assertThrows(PageLockException.class, wanted::lock);
    assertEquals(Reason.OTHER, refused.reason());
    assertLocked(0);
    assertEquals(List.of(), Kernel.areas(directory));
    calls.set(0);
    PendingLock<ResidentFile> pending = wanted.lockAsync();
    assertThrows(
        ExecutionException.class,
        () ->
            pending.completion().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(PendingLock.State.FAILED, pending.state());
    assertEquals(List.of(), Kernel.areas(directory));
  }

  /** Fails at a call to lock. */
  private static final class FailingAt extends Operations {
    private final AtomicInteger calls;
    private final int failing;

    FailingAt(PageOperations delegate, AtomicInteger calls, int failing) {
      super(delegate);
      this.calls = calls;
      this.failing = failing;
    }

    @Override
    public Optional<Populator> populator(long address, long byteCount) {
      return Optional.empty();
    }

    @Override
    public void lock(long address, long byteCount) {
      if (calls.incrementAndGet() >= failing) {
        throw LockFailure.of(Diagnoses.unknown("a test"), "lock", address, byteCount).build();
      }
      super.lock(address, byteCount);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatGrewAndShrankIsKeptToItsEnd(Way way) throws IOException {
    Path path = file("file", PAGE + 1);
    try (ResidentFile resident = ResidentFile.of(path).locker(way.locker()).lock();
        RandomAccessFile writer = new RandomAccessFile(path.toFile(), "rw")) {
      assertFalse(resident.update());
      for (long pages : new long[] {2, 3, 40, 41, 7, 8, 500, 1, 0, 5}) {
        writer.setLength(pages * PAGE);
        assertTrue(resident.update(), () -> pages + " pages");
        assertLocked(pages * PAGE);
      }
    }
  }

  /** Its pages are gone then, though the mapping is still locked. */
  @ParameterizedTest
  @EnumSource
  void whatWasCutOffAndWrittenAgainIsBroughtBack(Way way) throws IOException {
    Path path = file("file", 10 * PAGE);
    try (ResidentFile resident = ResidentFile.of(path).locker(way.locker()).lock();
        RandomAccessFile writer = new RandomAccessFile(path.toFile(), "rw")) {
      writer.setLength(PAGE);
      writer.setLength(10 * PAGE);
      long left = Kernel.residentBytes(directory);
      assertTrue(left <= PAGE, () -> "nothing to bring back: " + left);
      assertFalse(resident.update());
      assertLocked(10 * PAGE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatGrowsPieceByPieceTakesFewMappings(Way way) throws IOException {
    Path path = file("file", PAGE);
    try (ResidentFile resident = ResidentFile.of(path).locker(way.locker()).lock();
        RandomAccessFile writer = new RandomAccessFile(path.toFile(), "rw")) {
      for (int pages = 2; pages < 1_000; pages++) {
        writer.setLength(pages * PAGE);
        resident.update();
      }
      assertLocked(999 * PAGE);
      long mappings = Kernel.locked(directory).size();
      assertTrue(mappings <= 20, () -> mappings + " mappings");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatWasReplacedIsLetGo(Way way) throws IOException {
    Path path = file("file", 10 * PAGE);
    try (ResidentFile resident = ResidentFile.of(path).locker(way.locker()).lock()) {
      Files.move(file("other", 3 * PAGE), path, StandardCopyOption.REPLACE_EXISTING);
      assertEquals(
          10 * PAGE, Kernel.lockedBytes(Path.of(path + " (deleted)")), "held until it is told");
      assertTrue(resident.update());
      assertLocked(3 * PAGE);
      assertEquals(0, Kernel.lockedBytes(Path.of(path + " (deleted)")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatIsNoText(Way way) throws Exception {
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", "echo 1 > \"$(printf 'a\\377b')\"");
    assertEquals(0, shell.directory(directory.toFile()).start().waitFor());
    Path path;
    try (var names = Files.list(directory)) {
      path = names.findFirst().orElseThrow();
    }
    try (ResidentFile resident = ResidentFile.of(path).locker(way.locker()).lock()) {
      assertEquals(PAGE, resident.lockedBytes());
      assertLocked(PAGE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeMappedIsSaid(Way way) throws Exception {
    PageLocker locker = way.locker();
    assertSays("it is a directory", ResidentFile.of(directory).locker(locker));
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertSays("neither a regular file nor a block device", ResidentFile.of(pipe).locker(locker));
    Path missing = directory.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> ResidentFile.of(missing).locker(locker).lock());
    Path path = file("file", PAGE);
    IllegalArgumentException beyond =
        assertThrows(
            IllegalArgumentException.class,
            () -> ResidentFile.of(path).locker(locker).range(PAGE, 1).lock());
    assertEquals(
        path + ": the file has " + PAGE + " bytes, and a range begins at byte " + PAGE,
        beyond.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ResidentFile.of(path).range(-1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> ResidentFile.of(path).range(1, Long.MAX_VALUE));
    ResidentFile closed = ResidentFile.of(path).locker(locker).lock();
    closed.close();
    assertThrows(IllegalStateException.class, closed::update);
  }

  @Test
  void aFileInAnArchiveIsNone() throws Exception {
    Path archive = directory.resolve("archive.zip");
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path inside = Files.write(zip.getPath("/file"), new byte[1]);
      assertThrows(IllegalArgumentException.class, () -> ResidentFile.of(inside));
      assertThrows(IllegalArgumentException.class, () -> ResidentDirectory.of(zip.getPath("/")));
    }
  }

  private static void assertSays(String reason, ResidentFileBuilder wanted) {
    FileSystemException refused = assertThrows(FileSystemException.class, wanted::lock);
    assertTrue(String.valueOf(refused.getReason()).contains(reason), refused::toString);
    assertThrows(FileSystemException.class, wanted::lockAsync);
  }

  @Test
  void aFileThatIsLostIsUnlockedAndUnmapped() throws Exception {
    Path path = file("file", PAGE);
    ResidentFile.lock(path);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Kernel.areas(directory).isEmpty() && System.nanoTime() - deadline < 0) {
      System.gc();
      Thread.sleep(50);
    }
    assertEquals(List.of(), Kernel.areas(directory));
  }
}
