package io.github.pagelock.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mapping as smaps describes it.
 *
 * @param start address
 * @param end the first address after it
 * @param name of the file, or a name in brackets; empty for anonymous memory
 * @param residentBytes what the process has of it in its page tables (Rss)
 * @param swappedBytes what of it is in swap (Swap)
 * @param vmFlags VmFlags; {@code lo} is a locked one, {@code lf} one that is locked on fault
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html">proc_pid_smaps(5)</a>
 */
record SmapsMapping(
    long start, long end, String name, long residentBytes, long swappedBytes, Set<String> vmFlags) {
  private static final Pattern FIRST_LINE =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) \\S+ \\S+ \\S+ \\S+ *(.*)");
  private static final Pattern AMOUNT = Pattern.compile("(Rss|Swap):\\s+(\\d+) kB");
  private static final String VM_FLAGS = "VmFlags:";
  private static final String LOCKED = "lo";
  private static final String ON_FAULT = "lf";
  private static final long KIB = 1024;

  boolean isLocked() {
    return vmFlags.contains(LOCKED);
  }

  boolean isOnFault() {
    return vmFlags.contains(ON_FAULT);
  }

  long byteCount() {
    return end - start;
  }

  /** All of them, in the order of their addresses. VmFlags is the last line of each. */
  static List<SmapsMapping> parse(Iterable<String> smaps) {
    List<SmapsMapping> mappings = new ArrayList<>();
    long start = 0;
    long end = 0;
    String name = "";
    long resident = 0;
    long swapped = 0;
    for (String line : smaps) {
      Matcher first = FIRST_LINE.matcher(line);
      Matcher amount = AMOUNT.matcher(line);
      if (first.matches()) {
        start = Long.parseUnsignedLong(first.group(1), 16);
        end = Long.parseUnsignedLong(first.group(2), 16);
        name = first.group(3);
        resident = 0;
        swapped = 0;
      } else if (amount.matches()) {
        long bytes = Long.parseLong(amount.group(2)) * KIB;
        if (amount.group(1).equals("Rss")) {
          resident = bytes;
        } else {
          swapped = bytes;
        }
      } else if (line.startsWith(VM_FLAGS)) {
        String[] flags = line.substring(VM_FLAGS.length()).strip().split(" ");
        mappings.add(
            new SmapsMapping(
                start, end, name, resident, swapped, new LinkedHashSet<>(List.of(flags))));
      }
    }
    return mappings;
  }
}
