package io.github.pagelock.files;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Parts of a file, each of whole pages, in their order and without overlaps. */
final class Extents {
  private Extents() {}

  /** Of the pages that the parts touch. */
  static List<FileRange> ofPages(Collection<FileRange> parts, long pageSize) {
    List<FileRange> pages = new ArrayList<>();
    for (FileRange part : parts) {
      if (part.byteCount() > 0) {
        pages.add(FileRange.between(floor(part.offset(), pageSize), ceiling(part.end(), pageSize)));
      }
    }
    return union(pages);
  }

  static long floor(long offset, long unit) {
    return offset - offset % unit;
  }

  static long ceiling(long offset, long unit) {
    return floor(Math.addExact(offset, unit - 1), unit);
  }

  /** Sorted; parts that touch or overlap become one. */
  static List<FileRange> union(Collection<FileRange> parts) {
    List<FileRange> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingLong(FileRange::offset));
    List<FileRange> union = new ArrayList<>();
    for (FileRange part : sorted) {
      FileRange last = union.isEmpty() ? null : union.get(union.size() - 1);
      if (last != null && part.offset() <= last.end()) {
        union.set(
            union.size() - 1, FileRange.between(last.offset(), Math.max(last.end(), part.end())));
      } else {
        union.add(part);
      }
    }
    return union;
  }

  /** What of the ones is in none of the others. Both are unions. */
  static List<FileRange> minus(List<FileRange> ones, List<FileRange> others) {
    List<FileRange> rest = new ArrayList<>();
    for (FileRange one : ones) {
      long from = one.offset();
      for (FileRange other : others) {
        if (other.end() <= from || other.offset() >= one.end()) {
          continue;
        }
        if (other.offset() > from) {
          rest.add(FileRange.between(from, other.offset()));
        }
        from = other.end();
      }
      if (from < one.end()) {
        rest.add(FileRange.between(from, one.end()));
      }
    }
    return rest;
  }

  /** What is in one and in the others. */
  static List<FileRange> common(FileRange one, List<FileRange> others) {
    List<FileRange> common = new ArrayList<>();
    for (FileRange other : others) {
      long from = Math.max(one.offset(), other.offset());
      long end = Math.min(one.end(), other.end());
      if (from < end) {
        common.add(FileRange.between(from, end));
      }
    }
    return common;
  }

  /** The parts that lie before an end. */
  static List<FileRange> before(Collection<FileRange> parts, long end) {
    List<FileRange> before = new ArrayList<>();
    for (FileRange part : parts) {
      if (part.offset() < end) {
        before.add(FileRange.between(part.offset(), Math.min(part.end(), end)));
      }
    }
    return before;
  }

  static long byteCount(Collection<FileRange> parts) {
    long sum = 0;
    for (FileRange part : parts) {
      sum += part.byteCount();
    }
    return sum;
  }
}
