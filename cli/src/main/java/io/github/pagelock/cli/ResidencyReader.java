package io.github.pagelock.cli;

import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Residency;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Asks how much of files is in RAM: maps them read-only, in pieces, and touches nothing. */
final class ResidencyReader {
  /** Java unmaps only when it collects garbage, and the kernel allows some 65,000 mappings. */
  private static final int MAPPINGS_BETWEEN_COLLECTIONS = 1000;

  private final PageLocker locker;
  private final int mapWidth;
  private int mappings;
  private int pageSize;

  /** A piece of the file, and what the kernel says of the whole of it. */
  private record Piece(MappedByteBuffer mapped, Residency residency) {}

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
   * Looks at a file that has at least a byte.
   *
   * @throws CliException if it cannot be opened or mapped
   */
  FileResidency read(TargetFile file) {
    List<Piece> pieces = new ArrayList<>();
    long seen;
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      seen = map(channel, file.fileSize(), pieces);
    } catch (IOException e) {
      throw Errors.of(file.path(), e);
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

  /** Maps as much as there is by now, at most so many bytes; returns how many. */
  private long map(FileChannel channel, long fileSize, List<Piece> pieces) throws IOException {
    long offset = 0;
    while (offset < fileSize) {
      long end = Math.min(Math.min(fileSize, channel.size()), offset + FileMapping.MAPPING_BYTES);
      if (end <= offset) {
        break;
      }
      MappedByteBuffer mapped;
      makeRoom();
      try {
        mapped = channel.map(MapMode.READ_ONLY, offset, end - offset);
      } catch (IOException e) {
        if (channel.size() < end) {
          continue; // it shrank just now
        }
        throw e;
      }
      Residency residency = locker.residency(MemoryRange.of(mapped));
      pageSize = residency.pageSize();
      pieces.add(new Piece(mapped, residency));
      offset = end;
    }
    return offset;
  }

  private void makeRoom() {
    if (++mappings % MAPPINGS_BETWEEN_COLLECTIONS == 0) {
      System.gc();
    }
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
    MappedByteBuffer mapped = piece.mapped();
    int limit = (int) Math.min(mapped.capacity(), to * whole.pageSize());
    int position = (int) (from * whole.pageSize());
    return locker
        .residency(MemoryRange.of(mapped.duplicate().limit(limit).position(position)))
        .residentPages();
  }
}
