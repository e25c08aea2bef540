package io.github.pagelock.cli;

import io.github.pagelock.Capability;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Residency;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file in memory, read-only: mappings of at most a GiB, and pieces of them. Both are cut at
 * multiples of their size in the file, so that no two of them share a page.
 */
final class FileMapping {
  static final long MAPPING_BYTES = 1L << 30;

  /** What one synchronous lock covers: it cannot be interrupted, so Ctrl-C waits for it. */
  static final long PIECE_BYTES = 64L << 20;

  /** Files of hugetlbfs have whole huge pages; no kernel has smaller ones. */
  private static final long LEAST_HUGE_PAGE = 64L << 10;

  private final List<MemoryRange> mappings;
  private final List<MemoryRange> pieces;

  private FileMapping(List<MemoryRange> mappings, List<MemoryRange> pieces) {
    this.mappings = mappings;
    this.pieces = pieces;
  }

  /** How many mappings {@link #of} will make. */
  static long mappingCount(TargetFile file) {
    ByteRange range = file.range();
    return (range.end() - 1) / MAPPING_BYTES - range.offset() / MAPPING_BYTES + 1;
  }

  static FileMapping of(TargetFile file) {
    List<MemoryRange> mappings = new ArrayList<>();
    List<MemoryRange> pieces = new ArrayList<>();
    long unit = unit(file);
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      for (ByteRange part : cut(file.range(), MAPPING_BYTES)) {
        if (channel.size() < part.end()) {
          throw new CliException(
              Shown.name(file.path())
                  + ": the file was truncated while it was being mapped, from "
                  + file.fileSize()
                  + " to "
                  + channel.size()
                  + " bytes");
        }
        long start = part.offset() / unit * unit;
        long end = (part.end() + unit - 1) / unit * unit;
        ByteBuffer mapped = channel.map(MapMode.READ_ONLY, start, end - start);
        mappings.add(range(mapped, start, part));
        for (ByteRange piece : cut(part, PIECE_BYTES)) {
          pieces.add(range(mapped, start, piece));
        }
      }
    } catch (IOException e) {
      throw Errors.of(file.path(), e);
    }
    return new FileMapping(mappings, pieces);
  }

  /** A part of a file of which a mapping begins at {@code start}. */
  private static MemoryRange range(ByteBuffer mapped, long start, ByteRange part) {
    return MemoryRange.of(
        mapped
            .duplicate()
            .limit((int) (part.end() - start))
            .position((int) (part.offset() - start)));
  }

  /**
   * What a mapping has to be a multiple of, beside pages of the usual size. The kernel neither maps
   * nor unmaps a part of a huge page, and a buffer that Java cannot unmap ends the JVM, whenever it
   * is collected.
   */
  private static long unit(TargetFile file) {
    boolean isWhole = file.byteCount() == file.fileSize();
    if (isWhole || file.fileSize() % LEAST_HUGE_PAGE != 0) {
      return 1; // not asked: that takes as long as there are mounts
    }
    try {
      FileStore store = Files.getFileStore(file.path());
      long blockSize = store.type().equals("hugetlbfs") ? store.getBlockSize() : 1;
      return blockSize <= MAPPING_BYTES ? blockSize : 1;
    } catch (IOException | UnsupportedOperationException notTold) {
      return 1;
    }
  }

  private static List<ByteRange> cut(ByteRange range, long bytes) {
    List<ByteRange> parts = new ArrayList<>();
    for (long begin = range.offset(); begin < range.end(); ) {
      long end = Math.min(range.end(), (begin / bytes + 1) * bytes);
      parts.add(new ByteRange(begin, end));
      begin = end;
    }
    return parts;
  }

  List<MemoryRange> mappings() {
    return mappings;
  }

  List<MemoryRange> pieces() {
    return pieces;
  }

  /** The pages in RAM now; unknown where the kernel or the provider does not tell. */
  PageCount residency(PageLocker locker) {
    if (!locker.capabilities().contains(Capability.RESIDENCY)) {
      return PageCount.UNKNOWN;
    }
    long pages = 0;
    long resident = 0;
    int pageSize = 0;
    try {
      for (MemoryRange mapping : mappings) {
        Residency residency = locker.residency(mapping);
        pages += residency.pages();
        pageSize = residency.pageSize();
        resident =
            residency.isKnown() && resident >= 0
                ? resident + residency.residentPages().getAsLong()
                : -1;
      }
    } catch (PageLockException notTold) {
      return PageCount.UNKNOWN;
    }
    return new PageCount(pages, resident, pageSize);
  }

  /**
   * Pages of a file; -1 where unknown.
   *
   * @param pages all
   * @param resident those in RAM
   * @param pageSize bytes
   */
  record PageCount(long pages, long resident, int pageSize) {
    static final PageCount UNKNOWN = new PageCount(-1, -1, -1);
  }
}
