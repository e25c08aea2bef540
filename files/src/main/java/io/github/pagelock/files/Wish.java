package io.github.pagelock.files;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.FileStatus;
import io.github.pagelock.spi.FileStatus.Kind;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a file somebody wants to stay in RAM, and how.
 *
 * @param ranges empty for all
 * @param dataOnly without its holes
 */
record Wish(
    PageLocker locker, FileSource source, LockMode mode, List<FileRange> ranges, boolean dataOnly) {
  /** No kernel has smaller huge pages. */
  private static final long LEAST_HUGE_PAGE = 64L << 10;

  static Wish of(PageLocker locker, LockMode mode, List<FileRange> ranges, boolean dataOnly) {
    return new Wish(locker, FileSource.of(locker), mode, ranges, dataOnly);
  }

  /** The parts of an open file, as it is now, of whole pages. */
  List<FileRange> parts(Path path, OpenFile file, FileStatus status) throws IOException {
    requireMappable(path, status);
    long size = status.byteCount();
    for (FileRange range : ranges) {
      if (range.byteCount() > 0 && range.offset() >= size) {
        throw new IllegalArgumentException(
            path
                + ": the file has "
                + size
                + " bytes, and a range begins at byte "
                + range.offset());
      }
    }
    List<FileRange> parts =
        ranges.isEmpty() ? List.of(new FileRange(0, size)) : Extents.before(ranges, size);
    int pageSize = locker.pageSize();
    List<FileRange> pages = Extents.ofPages(parts, pageSize);
    if (!dataOnly || status.kind() != Kind.REGULAR) {
      return pages;
    }
    List<FileRange> data = new ArrayList<>();
    for (FileRange part : pages) {
      data.addAll(file.data(FileRange.between(part.offset(), Math.min(part.end(), size))));
    }
    return Extents.ofPages(data, pageSize);
  }

  private static void requireMappable(Path path, FileStatus status) throws IOException {
    String reason =
        switch (status.kind()) {
          case REGULAR, BLOCK_DEVICE -> null;
          case DIRECTORY -> "it is a directory";
          default -> "neither a regular file nor a block device, so it cannot be mapped";
        };
    if (reason != null) {
      throw new FileSystemException(path.toString(), null, reason);
    }
  }

  /** Whether its pages never leave RAM, and no limit on locked memory counts them: hugetlbfs. */
  static boolean isResidentByNature(Path path, FileStatus status) {
    long unit = status.blockBytes();
    if (unit < LEAST_HUGE_PAGE || status.byteCount() % unit != 0 || status.byteCount() == 0) {
      return false; // not asked: that takes as long as there are mounts
    }
    try {
      FileStore store = Files.getFileStore(path);
      return store.type().equals("hugetlbfs");
    } catch (IOException | UnsupportedOperationException notTold) {
      return false;
    }
  }
}
