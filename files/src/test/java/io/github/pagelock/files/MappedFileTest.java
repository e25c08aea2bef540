package io.github.pagelock.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Residency;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are mapped, and not locked, on the running kernel. */
class MappedFileTest {
  private static final int PAGE = PageLocker.system().pageSize();

  @TempDir private Path dir;

  private Path file(String name, int bytes) throws IOException {
    return Files.write(dir.resolve(name), new byte[bytes]);
  }

  @Test
  void theRangesAreToTheByteAndThePagesAreCountedOnce() throws IOException {
    Path path = file("a", 10 * PAGE);
    try (MappedFile mapped =
        ResidentFile.of(path).range(100, 200).range(1000, 10).range(9 * PAGE, PAGE).map()) {
      assertEquals(
          List.of(new FileRange(100, 200), new FileRange(1000, 10), new FileRange(9 * PAGE, PAGE)),
          mapped.parts());
      assertEquals(3, mapped.ranges().size());
      assertEquals(200, mapped.ranges().get(0).byteCount());
      assertEquals(2, mapped.residency().stream().mapToLong(Residency::pages).sum());
      List<LockedRange> locks =
          PageLocker.system()
              .lockAllAsync(mapped.ranges())
              .completion()
              .toCompletableFuture()
              .join();
      assertEquals(3, locks.size());
      locks.forEach(LockedRange::close);
    }
  }

  @Test
  void aFileWithoutBytesHasNoRanges() throws IOException {
    try (MappedFile mapped = ResidentFile.of(file("empty", 0)).map()) {
      assertEquals(List.of(), mapped.parts());
      assertEquals(List.of(), mapped.ranges());
      assertEquals(List.of(), mapped.residency());
    }
  }

  @Test
  void whatBecameOfItIsToldByItsName() throws IOException {
    Path path = file("f", PAGE);
    try (MappedFile mapped = ResidentFile.of(path).map()) {
      assertEquals(new FileFate(FileFate.Kind.SAME, PAGE), mapped.fate());
      Files.write(path, new byte[10], StandardOpenOption.APPEND);
      assertEquals(new FileFate(FileFate.Kind.GROWN, PAGE + 10), mapped.fate());
      Files.write(path, new byte[10]);
      assertEquals(new FileFate(FileFate.Kind.SHRUNK, 10), mapped.fate());
      Files.move(file("other", PAGE), path, StandardCopyOption.REPLACE_EXISTING);
      assertEquals(new FileFate(FileFate.Kind.REPLACED, PAGE), mapped.fate());
      Files.delete(path);
      assertEquals(new FileFate(FileFate.Kind.DELETED, 0), mapped.fate());
    }
  }

  @Test
  void aDirectoryCannotBeMapped() {
    assertThrows(FileSystemException.class, () -> ResidentFile.of(dir).map());
    assertThrows(
        IllegalArgumentException.class,
        () -> ResidentFile.of(file("short", PAGE)).range(2 * PAGE, 1).map());
  }
}
