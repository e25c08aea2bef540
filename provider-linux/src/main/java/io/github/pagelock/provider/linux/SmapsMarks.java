package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.SmapsMapping;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What /proc/self/smaps says of addresses. */
final class SmapsMarks {
  private SmapsMarks() {}

  /** The mappings by their first byte. */
  static NavigableMap<Long, SmapsMapping> read(ProcFs proc) throws IOException {
    NavigableMap<Long, SmapsMapping> marks = new TreeMap<>();
    for (SmapsMapping mapping : SmapsMapping.read(proc)) {
      marks.put(mapping.start(), mapping);
    }
    return marks;
  }

  /** The mapping that holds an address, or one of which nothing is told. */
  static SmapsMapping at(NavigableMap<Long, SmapsMapping> marks, long address) {
    Map.Entry<Long, SmapsMapping> entry = marks.floorEntry(address);
    return entry != null && address < entry.getValue().end()
        ? entry.getValue()
        : SmapsMapping.UNTOLD;
  }
}
