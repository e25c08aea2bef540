package io.github.pagelock.cli;

import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Residency;
import io.github.pagelock.files.FileRange;
import io.github.pagelock.files.MappedFile;
import io.github.pagelock.files.ResidentFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks how much of files is in RAM: maps them read-only, and touches nothing. Several threads may
 * read.
 */
final class ResidencyReader {
  private final PageLocker locker;
  private final int mapWidth;
  private volatile int pageSize;

  /** A piece of the file, and what the kernel says of the whole of it. */
  private record Piece(MappedFile file, long offset, Residency residency) {}

  /**
   * Reads nothing yet.
   *
   * @param mapWidth characters of a file's map
   */
  ResidencyReader(PageLocker locker, int mapWidth) {
    this.locker = locker;
    this.mapWidth = mapWidth;
  }

  /** Bytes in a page; 0 if nothing was read. */
  int pageSize() {
    return pageSize;
  }

  /**
   * What was seen of a file, or why nothing was.
   *
   * @param failure there if nothing was seen
   */
  record Seen(@Nullable FileResidency residency, @Nullable CliException failure) {
    @Override
    public CliException failure() {
      return Objects.requireNonNull(failure);
    }
  }

  Seen tryToRead(TargetFile file) {
    try {
      return new Seen(read(file), null);
    } catch (CliException e) {
      return new Seen(null, e);
    }
  }

  /**
   * Looks at a file that has at least a byte.
   *
   * @throws CliException if it cannot be opened or mapped
   */
  FileResidency read(TargetFile file) {
    try (MappedFile mapped = ResidentFile.of(file.path()).locker(locker).map()) {
      return read(file, mapped);
    } catch (IOException e) {
      throw Errors.of(file.path(), e);
    }
  }

  private FileResidency read(TargetFile file, MappedFile mapped) {
    long seen = Math.min(file.fileSize(), mapped.byteCount());
    List<Piece> pieces = new ArrayList<>();
    long offset = 0;
    for (MemoryRange range : mapped.ranges(new FileRange(0, seen))) {
      Residency residency = locker.residency(range);
      pageSize = residency.pageSize();
      pieces.add(new Piece(mapped, offset, residency));
      offset += range.byteCount();
    }
    long pages = 0;
    long resident = 0;
    boolean known = true;
    for (Piece piece : pieces) {
      pages += piece.residency().pages();
      resident += piece.residency().residentPages().orElse(0);
      known &= piece.residency().isKnown();
    }
    return new FileResidency(
        file.path().toString(),
        seen,
        pages,
        known ? resident : null,
        known ? chart(pieces, pages) : null,
        changed(file, seen));
  }

  private static @Nullable String changed(TargetFile file, long seen) {
    return seen >= file.fileSize()
        ? null
        : "shrank while it was looked at, from " + file.fileSize() + " to " + seen + " bytes";
  }

  private String chart(List<Piece> pieces, long pages) {
    int cells = (int) Math.min(mapWidth, pages);
    StringBuilder chart = new StringBuilder(cells);
    for (int cell = 0; cell < cells; cell++) {
      chart.append(symbol(pieces, share(cell, cells, pages), share(cell + 1, cells, pages)));
    }
    return chart.toString();
  }

  /** {@code pages * cell / cells}, which would overflow for the biggest files. */
  private static long share(int cell, int cells, long pages) {
    return pages / cells * cell + pages % cells * cell / cells;
  }

  private char symbol(List<Piece> pieces, long from, long to) {
    long resident = 0;
    long first = 0;
    for (Piece piece : pieces) {
      long end = first + piece.residency().pages();
      if (first < to && from < end) {
        OptionalLong part =
            residentPages(piece, Math.max(from, first) - first, Math.min(to, end) - first);
        if (part.isEmpty()) {
          return '?';
        }
        resident += part.getAsLong();
      }
      first = end;
    }
    if (resident == 0) {
      return ' ';
    }
    return resident >= to - from ? 'O' : 'o';
  }

  /** Resident pages among some of a piece; empty if that is unknown. */
  private OptionalLong residentPages(Piece piece, long from, long to) {
    Residency whole = piece.residency();
    if (whole.residentPages().equals(OptionalLong.of(0))) {
      return OptionalLong.of(0);
    }
    if (whole.residentPages().equals(OptionalLong.of(whole.pages()))) {
      return OptionalLong.of(to - from);
    }
    long begin = piece.offset() + from * whole.pageSize();
    long end = Math.min(piece.file().byteCount(), piece.offset() + to * whole.pageSize());
    List<MemoryRange> ranges = piece.file().ranges(new FileRange(begin, end - begin));
    long resident = 0;
    for (MemoryRange range : ranges) {
      OptionalLong part = locker.residency(range).residentPages();
      if (part.isEmpty()) {
        return part;
      }
      resident += part.getAsLong();
    }
    return OptionalLong.of(resident);
  }
}
