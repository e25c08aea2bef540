package io.github.pagelock.provider.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Reads /proc/self/smaps, which costs the kernel a walk over all resident pages: only where nothing
 * cheaper tells.
 */
final class SmapsMarks {
  /**
   * What smaps says of a mapping.
   *
   * @param end the byte after the last
   * @param onFault whether its lock waits for the first touch (lf in VmFlags)
   * @param complete whether every page of it is in RAM
   */
  record Mark(long end, boolean onFault, boolean complete) {}

  private SmapsMarks() {}

  /** The mappings by their first byte. */
  static NavigableMap<Long, Mark> read(ProcFs proc) throws IOException {
    NavigableMap<Long, Mark> marks = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(proc.open("/proc/self/smaps"), StandardCharsets.ISO_8859_1))) {
      long start = 0;
      long end = 0;
      long residentBytes = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        char first = line.charAt(0);
        if (first == 'R' && line.startsWith("Rss:")) {
          residentBytes = ProcFs.field(line, "Rss:") * 1024;
        } else if (first == 'V' && line.startsWith("VmFlags:")) {
          marks.put(
              start, new Mark(end, (line + " ").contains(" lf "), residentBytes == end - start));
        } else if (first < 'A' || first > 'Z') {
          int dash = line.indexOf('-');
          start = Long.parseUnsignedLong(line, 0, dash, 16);
          end = Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), 16);
        }
      }
    }
    return marks;
  }

  /** The mark of the mapping that holds an address, or one that says nothing good. */
  static Mark at(NavigableMap<Long, Mark> marks, long address) {
    Map.Entry<Long, Mark> entry = marks.floorEntry(address);
    return entry != null && address < entry.getValue().end()
        ? entry.getValue()
        : new Mark(address, false, false);
  }
}
