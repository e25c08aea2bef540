package io.github.pagelock.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of pages as ranges; adjacent ones are joined. Not safe for use by several threads. */
final class Spans {
  private final TreeMap<Long, Long> endByStart = new TreeMap<>();

  /** Adds pages that are not in the set yet. */
  void add(Pages pages) {
    long start = pages.start();
    long end = pages.end();
    Map.Entry<Long, Long> below = endByStart.floorEntry(start);
    if (below != null && below.getValue() == start) {
      start = below.getKey();
    }
    Long aboveEnd = endByStart.remove(end);
    endByStart.put(start, aboveEnd == null ? end : aboveEnd);
  }

  void clear() {
    endByStart.clear();
  }

  List<Pages> toList() {
    List<Pages> list = new ArrayList<>(endByStart.size());
    endByStart.forEach((start, end) -> list.add(new Pages(start, end)));
    return list;
  }
}
