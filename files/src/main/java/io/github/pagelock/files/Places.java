package io.github.pagelock.files;

import io.github.pagelock.MemoryRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of a file, and where in memory they are. */
final class Places {
  /** In bytes: what is appended to a file is no longer where pages are larger. */
  private static final long SPARE_BYTES = 64 << 10;

  /** A part that lies in one mapping. */
  record Place(FileRange part, Mapping mapping) {
    MemoryRange range() {
      return mapping.range(part);
    }
  }

  private final List<Place> places = new ArrayList<>();
  private final List<Mapping> added = new ArrayList<>();

  private Places() {}

  /**
   * Finds room for parts: in what is mapped, else in a mapping of all that is not. One mapping of
   * much costs no more than one of little, and two cost more than one.
   *
   * @param parts of whole pages, in their order
   * @param mapped what is mapped of this file
   */
  static Places of(OpenFile file, List<FileRange> parts, List<Mapping> mapped) throws IOException {
    Places found = new Places();
    List<FileRange> missing = new ArrayList<>();
    for (FileRange part : parts) {
      Mapping mapping = covering(mapped, part);
      if (mapping == null) {
        missing.add(part);
      } else {
        found.places.add(new Place(part, mapping));
      }
    }
    if (!missing.isEmpty()) {
      found.map(file, missing, mapped);
    }
    return found;
  }

  private static @Nullable Mapping covering(List<Mapping> mapped, FileRange part) {
    for (Mapping mapping : mapped) {
      FileRange whole = mapping.part();
      if (whole.offset() <= part.offset() && part.end() <= whole.end()) {
        return mapping;
      }
    }
    return null;
  }

  private void map(OpenFile file, List<FileRange> missing, List<Mapping> mapped)
      throws IOException {
    FileRange span =
        FileRange.between(missing.get(0).offset(), missing.get(missing.size() - 1).end());
    // A file that grows goes on growing: the more of it there is, the more room is made.
    long spare = mapped.isEmpty() ? 0 : Math.max(SPARE_BYTES, span.end() / 2);
    added.addAll(file.map(span, spare));
    for (FileRange part : missing) {
      for (Mapping mapping : added) {
        for (FileRange piece : Extents.common(part, List.of(mapping.part()))) {
          places.add(new Place(piece, mapping));
        }
      }
    }
  }

  List<Place> places() {
    return places;
  }

  List<MemoryRange> ranges() {
    return places.stream().map(Place::range).toList();
  }

  /** The mappings that were made for them. */
  List<Mapping> added() {
    return added;
  }

  /** Lets go what was mapped for them; nothing of it is locked. */
  void unmap() {
    added.forEach(Mapping::unmap);
  }
}
