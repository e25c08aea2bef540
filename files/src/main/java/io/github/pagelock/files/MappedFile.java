package io.github.pagelock.files;

import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.FileStatus;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file in memory, for reading, of which nothing is locked: for who locks many files by one
 * request, or only asks what of it is in RAM. No page is touched.
 *
 * <p>Immutable, but for its end.
 */
public final class MappedFile implements AutoCloseable {
  private final Path path;
  private final Wish wish;
  private final FileStatus status;
  private final List<FileRange> parts;
  private final List<Mapping> mappings;

  private MappedFile(
      Path path, Wish wish, FileStatus status, List<FileRange> parts, List<Mapping> mappings) {
    this.path = path;
    this.wish = wish;
    this.status = status;
    this.parts = parts;
    this.mappings = mappings;
  }

  static MappedFile of(Path path, Wish wish) throws IOException {
    try (OpenFile file = wish.source().open(path)) {
      FileStatus status = file.status();
      List<FileRange> parts = wish.bytes(path, file, status);
      List<Mapping> mappings = List.of();
      if (!parts.isEmpty()) {
        // The kernel neither maps nor unmaps a part of a huge page.
        long unit = Wish.mappingUnit(path, status, wish.locker().pageSize());
        long from = Extents.floor(parts.get(0).offset(), unit);
        long end = Extents.ceiling(parts.get(parts.size() - 1).end(), unit);
        mappings = file.map(FileRange.between(from, end), 0);
      }
      return new MappedFile(path, wish, status, parts, mappings);
    }
  }

  /**
   * The name that it was opened by.
   *
   * @return as it was given
   */
  public Path path() {
    return path;
  }

  /**
   * The size of the file when it was opened.
   *
   * @return bytes
   */
  public long byteCount() {
    return status.byteCount();
  }

  /**
   * What of it was asked for, to the byte, and is there.
   *
   * @return in order, without overlaps; without holes where those are not wanted
   */
  public List<FileRange> parts() {
    return parts;
  }

  /**
   * The parts in memory. What a provider maps itself has ranges of any length; else a part is cut
   * at each GiB of the file.
   *
   * @return in their order; each keeps its memory mapped as long as it is locked
   */
  public List<MemoryRange> ranges() {
    List<MemoryRange> ranges = new ArrayList<>();
    parts.forEach(part -> ranges.addAll(ranges(part)));
    return ranges;
  }

  /**
   * A part in memory.
   *
   * @param part of the file; what is not mapped of it is left out
   * @return one range, or several where it lies in several mappings
   */
  public List<MemoryRange> ranges(FileRange part) {
    List<MemoryRange> ranges = new ArrayList<>();
    for (Mapping mapping : mappings) {
      Extents.common(part, List.of(mapping.part()))
          .forEach(common -> ranges.add(mapping.range(common)));
    }
    return ranges;
  }

  /**
   * Asks the kernel how much of the pages of {@link #parts()} is in RAM, each page once.
   *
   * @return in their order
   * @throws PageLockException UNSUPPORTED where the kernel does not tell
   */
  public List<Residency> residency() {
    PageLocker locker = wish.locker();
    List<Residency> told = new ArrayList<>();
    for (FileRange part : Extents.ofPages(parts, locker.pageSize())) {
      ranges(part).forEach(range -> told.add(locker.residency(range)));
    }
    return told;
  }

  /**
   * Looks what has this name now.
   *
   * @return what became of the file since it was opened
   * @throws IOException if the name cannot be asked
   */
  public FileFate fate() throws IOException {
    try (OpenFile file = wish.source().open(path)) {
      FileStatus now = file.status();
      boolean same = now.inode() == status.inode() && now.device() == status.device();
      FileFate.Kind kind =
          !same
              ? FileFate.Kind.REPLACED
              : now.byteCount() > status.byteCount()
                  ? FileFate.Kind.GROWN
                  : now.byteCount() < status.byteCount()
                      ? FileFate.Kind.SHRUNK
                      : FileFate.Kind.SAME;
      return new FileFate(kind, now.byteCount());
    } catch (NoSuchFileException gone) {
      return new FileFate(FileFate.Kind.DELETED, 0);
    }
  }

  /** Unmaps it, unless a garbage collector has to; nothing of it may be locked any more. */
  @Override
  public void close() {
    Failures failures = new Failures();
    mappings.forEach(mapping -> failures.collect(mapping::unmap));
    failures.throwFirst();
  }

  @Override
  public String toString() {
    return path + ": " + parts;
  }
}
