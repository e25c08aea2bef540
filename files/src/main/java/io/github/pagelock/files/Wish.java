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
    int pageSize = locker.pageSize();
    List<FileRange> pages = Extents.ofPages(wanted(path, status), pageSize);
    return Extents.ofPages(withoutHoles(pages, file, status), pageSize);
  }

  /** The parts to the byte. */
  List<FileRange> bytes(Path path, OpenFile file, FileStatus status) throws IOException {
    return withoutHoles(wanted(path, status), file, status);
  }

  private List<FileRange> wanted(Path path, FileStatus status) throws IOException {
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
    List<FileRange> whole = size == 0 ? List.of() : List.of(new FileRange(0, size));
    return ranges.isEmpty() ? whole : Extents.union(Extents.before(ranges, size));
  }

  private List<FileRange> withoutHoles(List<FileRange> parts, OpenFile file, FileStatus status)
      throws IOException {
    if (!dataOnly || status.kind() != Kind.REGULAR) {
      return parts;
    }
    List<FileRange> data = new ArrayList<>();
    for (FileRange part : parts) {
      long end = Math.min(part.end(), status.byteCount());
      data.addAll(file.data(FileRange.between(part.offset(), end)));
    }
    return data;
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
  boolean isResidentByNature(Path path, FileStatus status) {
    return hugePage(path, status, locker.pageSize()) > 0;
  }

  /** What a mapping of the file has to begin at a multiple of, and to be one. */
  static long mappingUnit(Path path, FileStatus status, int pageSize) {
    return Math.max(pageSize, hugePage(path, status, pageSize));
  }

  private static long hugePage(Path path, FileStatus status, int pageSize) {
    // Huge pages are larger than others: a block of tmpfs is one of these, of up to 64 KiB.
    long least = Math.max(LEAST_HUGE_PAGE, 2L * pageSize);
    // Where the block size is not known, it is asked of the file system.
    long unit = status.blockBytes() == 0 ? least : status.blockBytes();
    if (unit < least || status.byteCount() % unit != 0 || status.byteCount() == 0) {
      return 0; // not asked: that takes as long as there are mounts
    }
    try {
      FileStore store = Files.getFileStore(path);
      return store.type().equals("hugetlbfs") ? Math.max(unit, store.getBlockSize()) : 0;
    } catch (IOException | UnsupportedOperationException notTold) {
      return 0;
    }
  }
}
