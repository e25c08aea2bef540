package io.github.pagelock.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Residency;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel has in its cache, on the running kernel. */
class FileCacheTest {
  private static final int PAGE = PageLocker.system().pageSize();
  private static final int PAGES = 300;

  @TempDir(cleanup = CleanupMode.ALWAYS)
  private Path dir;

  private Path written() throws IOException {
    Path path = dir.resolve("file");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(new byte[PAGES * PAGE]);
      file.getFD().sync();
    }
    return path;
  }

  private static long resident(PageLocker locker, Path path) throws IOException {
    try (MappedFile mapped = ResidentFile.of(path).locker(locker).map()) {
      return mapped.residency().stream()
          .map(Residency::residentPages)
          .mapToLong(pages -> pages.orElseThrow())
          .sum();
    }
  }

  @Test
  void whatIsNotInUseIsDroppedAndBroughtBack() throws IOException {
    Path path = written();
    try (PageLocker locker = Way.SYSTEM.locker()) {
      FileCache cache = FileCache.of(locker);
      cache.evict(path, List.of());
      assertEquals(0, resident(locker, path));
      cache.touch(path, List.of(), read -> true);
      assertEquals(PAGES, resident(locker, path));
      cache.evict(path, List.of(new FileRange(0, 100L * PAGE)));
      long rest = resident(locker, path);
      assertTrue(rest >= PAGES - 100 && rest <= PAGES, "in RAM: " + rest);
    }
  }

  @Test
  void whatIsLockedStays() throws IOException {
    Path path = written();
    try (PageLocker locker = Way.SYSTEM.locker();
        ResidentFile locked = ResidentFile.of(path).locker(locker).range(0, 10 * PAGE).lock()) {
      FileCache.of(locker).evict(path, List.of());
      // The kernel keeps some pages in one piece: with one that is locked its neighbours stay.
      assertTrue(resident(locker, path) >= 10);
      assertEquals(10 * PAGE, locked.lockedBytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void touchingTellsHowFarItIsAndCanBeEnded(Way way) throws IOException {
    Path path = written();
    try (PageLocker locker = way.locker()) {
      long[] last = new long[1];
      FileCache.of(locker)
          .touch(
              path,
              List.of(),
              read -> {
                last[0] = read;
                return false;
              });
      assertTrue(last[0] > 0 && last[0] < PAGES * PAGE, "read " + last[0]);
    }
  }

  @Test
  void whoCannotEvictSaysSo() throws IOException {
    Path path = written();
    try (PageLocker locker = Way.JDK.locker()) {
      FileCache cache = FileCache.of(locker);
      PageLockException refused =
          assertThrows(PageLockException.class, () -> cache.evict(path, List.of()));
      assertEquals(Reason.UNSUPPORTED, refused.reason());
      cache.touch(path, List.of(), read -> true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatHasNoPagesIsRefused(Way way) throws Exception {
    Path pipe = dir.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    try (PageLocker locker = way.locker()) {
      FileCache cache = FileCache.of(locker);
      assertThrows(FileSystemException.class, () -> cache.touch(pipe, List.of(), read -> true));
      assertThrows(FileSystemException.class, () -> cache.evict(dir, List.of()));
      assertThrows(
          IOException.class,
          () ->
              cache.evict(Files.createFile(pipe.resolveSibling("e")).resolve("below"), List.of()));
    }
  }
}
