package io.github.pagelock.internal.pages;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Sets of pages as ascending ranges that do not overlap. */
public final class PageSets {
  private PageSets() {}

  /** The pages of all of these. */
  public static List<Pages> union(List<Pages> ranges) {
    if (ranges.size() == 1) {
      return ranges;
    }
    List<Pages> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(Pages::start));
    List<Pages> union = new ArrayList<>(sorted.size());
    for (Pages range : sorted) {
      Pages last = union.isEmpty() ? null : union.get(union.size() - 1);
      if (last != null && last.end() >= range.start()) {
        union.set(union.size() - 1, new Pages(last.start(), Math.max(last.end(), range.end())));
      } else {
        union.add(range);
      }
    }
    return union;
  }

  /** The pages of a set that are not in another. */
  public static List<Pages> minus(List<Pages> set, List<Pages> other) {
    List<Pages> left = new ArrayList<>(set.size());
    int i = 0;
    for (Pages range : set) {
      long at = range.start();
      while (i < other.size() && other.get(i).end() <= at) {
        i++;
      }
      for (int j = i; j < other.size() && other.get(j).start() < range.end(); j++) {
        if (at < other.get(j).start()) {
          left.add(new Pages(at, other.get(j).start()));
        }
        at = other.get(j).end();
      }
      if (at < range.end()) {
        left.add(new Pages(at, range.end()));
      }
    }
    return left;
  }

  public static long byteCount(List<Pages> set) {
    long bytes = 0;
    for (Pages range : set) {
      bytes += range.byteCount();
    }
    return bytes;
  }
}
