package io.github.pagelock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Linux itself says of this process, read from /proc without Pagelock: the witness of the demo
 * and of tests, so that it shares no reader with what it testifies of.
 *
 * @param status the lines of /proc/self/status
 * @param smaps the lines of /proc/self/smaps
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html">proc_pid_smaps(5)</a>
 */
record KernelSnapshot(List<String> status, List<String> smaps) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path SMAPS = Path.of("/proc/self/smaps");
  private static final Pattern VM_LCK = Pattern.compile("VmLck:\\s+(\\d+) kB");
  private static final Pattern FIRST_LINE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");
  private static final Pattern RESIDENT =
      Pattern.compile("(?:Rss|Shared_Hugetlb|Private_Hugetlb):\\s+(\\d+) kB");
  private static final String VM_FLAGS = "VmFlags:";
  private static final String LOCKED = "lo";
  private static final long KIB = 1024;

  static boolean isThere() {
    return Files.isReadable(STATUS) && Files.isReadable(SMAPS);
  }

  static KernelSnapshot now() throws IOException {
    return new KernelSnapshot(Files.readAllLines(STATUS), Files.readAllLines(SMAPS));
  }

  /** What the process has locked. */
  long vmLckBytes() {
    for (String line : status) {
      Matcher matcher = VM_LCK.matcher(line);
      if (matcher.matches()) {
        return Long.parseLong(matcher.group(1)) * KIB;
      }
    }
    throw new IllegalStateException(STATUS + " has no VmLck");
  }

  /** The mappings that hold any byte of a range. */
  Mapped mapped(long address, long byteCount) {
    long resident = 0;
    List<Set<String>> flags = new ArrayList<>();
    boolean isInside = false;
    for (String line : smaps) {
      Matcher first = FIRST_LINE.matcher(line);
      Matcher amount = RESIDENT.matcher(line);
      if (first.matches()) {
        isInside =
            Long.parseUnsignedLong(first.group(1), 16) < address + byteCount
                && Long.parseUnsignedLong(first.group(2), 16) > address;
      } else if (isInside && amount.matches()) {
        resident += Long.parseLong(amount.group(1)) * KIB; // Rss leaves huge pages out
      } else if (isInside && line.startsWith(VM_FLAGS)) {
        String[] words = line.substring(VM_FLAGS.length()).strip().split(" ");
        flags.add(new LinkedHashSet<>(List.of(words)));
      }
    }
    return new Mapped(resident, flags);
  }

  /**
   * Mappings that hold a range.
   *
   * @param residentBytes what this process has of them in its page tables
   * @param vmFlags VmFlags of each; {@code lo} is a locked one
   */
  record Mapped(long residentBytes, List<Set<String>> vmFlags) {
    boolean isAllLocked() {
      return !vmFlags.isEmpty() && vmFlags.stream().allMatch(flags -> flags.contains(LOCKED));
    }

    boolean isAnyLocked() {
      return vmFlags.stream().anyMatch(flags -> flags.contains(LOCKED));
    }

    /** As smaps writes them, each once. */
    String flags() {
      Set<String> all = new LinkedHashSet<>();
      vmFlags.forEach(all::addAll);
      return String.join(" ", all);
    }
  }
}
