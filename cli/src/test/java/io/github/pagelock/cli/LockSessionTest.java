package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.files.MappedFile;
import io.github.pagelock.files.ResidentFile;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions on the running kernel: what fails in the middle leaves nothing locked. */
class LockSessionTest {
  private static final int SIZE = 200_000;

  @TempDir private Path dir;

  @Test
  void aFileThatIsTruncatedBeforeItsLockFailsAndUnlocksTheOthers() throws Exception {
    TargetFile good = file("good");
    TargetFile shrinking = file("shrinking");
    long before = KernelSnapshot.now().vmLckBytes();
    try (PageLocker locker = PageLocker.builder().build()) {
      LockSession session = session(locker, LockPolicy.REQUIRED);
      session.map(List.of(good, shrinking), () -> false, LockSessionTest::fail);
      truncate(shrinking);
      CliException e =
          assertThrows(CliException.class, () -> session.lock(() -> false, Progress.SILENT));
      assertTrue(
          e.toString()
              .contains(
                  shrinking.path() + ": the file was truncated meanwhile, from 200000 to 100"),
          e.toString());
      assertEquals(before, KernelSnapshot.now().vmLckBytes());
    }
  }

  @Test
  void underBestEffortATruncatedFileIsNotLockedAndTheOthersAre() throws Exception {
    TargetFile good = file("good");
    TargetFile shrinking = file("shrinking");
    long before = KernelSnapshot.now().vmLckBytes();
    try (PageLocker locker = PageLocker.builder().build()) {
      LockSession session = session(locker, LockPolicy.BEST_EFFORT);
      session.map(List.of(shrinking, good), () -> false, LockSessionTest::fail);
      truncate(shrinking);
      session.lock(() -> false, Progress.SILENT);
      session.observe(false);
      assertEquals(1, session.lockedFiles());
      assertTrue(session.firstRefusal().orElseThrow().contains("truncated meanwhile"));
      assertEquals(
          List.of("NOT_LOCKED", "LOCKED"), session.rows().stream().map(FileRow::state).toList());
      assertEquals(List.of(), session.unlock());
      assertEquals(before, KernelSnapshot.now().vmLckBytes());
    }
  }

  @Test
  void whatCannotBeMappedIsLeftOutWhereThatIsAccepted() throws Exception {
    TargetFile good = file("good");
    TargetFile vanished = file("vanished");
    Files.delete(vanished.path());
    List<TargetFile> failed = new ArrayList<>();
    try (PageLocker locker = PageLocker.builder().build()) {
      LockSession session = session(locker, LockPolicy.REQUIRED);
      session.map(List.of(vanished, good), () -> false, (file, e) -> failed.add(file));
      session.lock(() -> false, Progress.SILENT);
      assertEquals(List.of(vanished), failed);
      assertEquals(1, session.fileCount());
      assertEquals(1, session.lockedFiles());
      assertEquals(List.of(), session.unlock());
    }
  }

  @Test
  void aFileThatIsTruncatedBeforeItIsMappedIsRefused() throws Exception {
    TargetFile shrinking = file("shrinking");
    truncate(shrinking);
    CliException e =
        assertThrows(
            CliException.class, () -> LockedFile.map(shrinking, PageLocker.system(), false));
    assertTrue(e.toString().contains("truncated while it was being mapped"), e.toString());
  }

  @Test
  void aStopOnTheCallingThreadKeepsWhatIsLockedUntilUnlocked() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (PageLocker locker = PageLocker.builder().build()) {
      LockSession session = syncSession(locker, LockPolicy.REQUIRED);
      session.map(
          List.of(file("first"), file("second"), file("third")),
          () -> false,
          LockSessionTest::fail);
      // Asked before the three files begin, and before each piece.
      session.lock(() -> asked.incrementAndGet() > 2, Progress.SILENT);
      session.observe(false);
      assertEquals(1, session.lockedFiles());
      assertEquals(
          List.of("LOCKED", "NOT_LOCKED", "NOT_LOCKED"),
          session.rows().stream().map(FileRow::state).toList());
      assertEquals(List.of(), session.unlock());
      assertEquals(session.vmLckSeen().beforeBytes(), session.vmLckSeen().afterBytes());
    }
  }

  @Test
  void underBestEffortAStopLeavesTheFilesThatHadNoTurn() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (PageLocker locker = PageLocker.builder().build()) {
      LockSession session = syncSession(locker, LockPolicy.BEST_EFFORT);
      session.map(
          List.of(file("first"), file("second"), file("third")),
          () -> false,
          LockSessionTest::fail);
      // Asked three times for each file: before its turn, as it begins, and before its one piece.
      session.lock(() -> asked.incrementAndGet() > 3, Progress.SILENT);
      session.observe(false);
      assertEquals(List.of("LOCKED"), session.rows().stream().map(FileRow::state).toList());
      assertEquals(3, session.fileCount());
      assertEquals(List.of(), session.unlock());
      assertEquals(session.vmLckSeen().beforeBytes(), session.vmLckSeen().afterBytes());
    }
  }

  @Test
  void aStopWhileMappingLocksNothing() throws Exception {
    try (PageLocker locker = PageLocker.builder().build()) {
      LockSession session = session(locker, LockPolicy.REQUIRED);
      session.map(List.of(file("first"), file("second")), () -> true, LockSessionTest::fail);
      session.lock(() -> true, Progress.SILENT);
      session.observe(false);
      assertEquals(List.of(), session.rows());
      assertEquals(2, session.fileCount());
      assertEquals(List.of(), session.unlock());
      assertEquals(session.vmLckSeen().beforeBytes(), session.vmLckSeen().afterBytes());
    }
  }

  @Test
  void theFileThatIsMappedAtAnAddressIsFound() throws Exception {
    Path path = file("mapped").path();
    try (PageLocker locker = PageLocker.builder().build();
        MappedFile mapping = ResidentFile.of(path).locker(locker).map();
        LockedRange handle = locker.lock(mapping.ranges().get(0))) {
      long end = handle.lockedAddress() + handle.lockedBytes();
      assertEquals(Optional.of(path.toRealPath()), MappedPath.at(handle.lockedAddress()));
      assertEquals(Optional.of(path.toRealPath()), MappedPath.at(end - 1));
    }
    assertEquals(Optional.empty(), MappedPath.at(0));
  }

  @Test
  void piecesOfAMappingThatBeginsInsideAPageLockEachPageOnce() throws Exception {
    long before = KernelSnapshot.now().vmLckBytes();
    Path big = dir.resolve("big");
    long size = LockedFile.PIECE_BYTES + 5000;
    try (FileChannel channel =
        FileChannel.open(big, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate(1), size - 1);
    }
    TargetFile target = new TargetFile(big, size, new ByteRange(5000, size));
    try (PageLocker locker = PageLocker.builder().build()) {
      assertEquals(2, LockedFile.map(target, locker, false).pieces().size());
      LockSession session = syncSession(locker, LockPolicy.REQUIRED);
      session.map(List.of(target), () -> false, LockSessionTest::fail);
      session.lock(() -> false, Progress.SILENT);
      session.observe(false);
      FileRow row = session.rows().get(0);
      long pageSize = Objects.requireNonNull(session.pageSize());
      long pages = Objects.requireNonNull(row.pages());
      assertEquals((size + pageSize - 1) / pageSize - 5000 / pageSize, pages);
      assertEquals("LOCKED", row.state());
      assertEquals(before + pages * pageSize, KernelSnapshot.now().vmLckBytes());
      assertEquals(List.of(), session.unlock());
    }
    assertEquals(before, KernelSnapshot.now().vmLckBytes());
  }

  @Test
  void aHugePageInWhichTwoPiecesLieIsKeptOnce() throws Exception {
    try (PageLocker locker = PageLocker.builder().build()) {
      LockedFile pieces = LockedFile.map(file("pieces"), locker, false);
      pieces.locked(telling(0x4000_0000, 0x4000_0000));
      pieces.locked(telling(0x4000_0000, 0x8000_0000L));
      pieces.locked(telling(0x1000, 0x2000));
      pieces.observeMemory(locker);
      assertEquals(0x8000_2000L, pieces.row().keptBytes());
    }
  }

  private static LockedRange telling(long address, long bytes) {
    return (LockedRange)
        Proxy.newProxyInstance(
            LockedRange.class.getClassLoader(),
            new Class<?>[] {LockedRange.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "range" -> MemoryRange.ofAddress(address, bytes, null);
                  case "lockedAddress" -> address;
                  case "lockedBytes" -> bytes;
                  default -> throw new AssertionError(method);
                });
  }

  private static LockSession session(PageLocker locker, LockPolicy policy) {
    return new LockSession(
        locker, new AsyncLocking(locker, LockMode.PLAIN), policy, false, Long.MAX_VALUE);
  }

  private static LockSession syncSession(PageLocker locker, LockPolicy policy) {
    return new LockSession(
        locker, new SyncLocking(locker, LockMode.PLAIN), policy, false, Long.MAX_VALUE);
  }

  private TargetFile file(String name) throws IOException {
    Path path = Files.write(dir.resolve(name), new byte[SIZE]);
    return new TargetFile(path, SIZE, new ByteRange(0, SIZE));
  }

  private static void truncate(TargetFile file) throws IOException {
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      channel.truncate(100);
    }
  }

  private static void fail(TargetFile file, CliException e) {
    throw e;
  }
}
