package io.github.pagelock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Linux itself says of this process, read from /proc without Pagelock.
 *
 * @param status the lines of /proc/self/status
 * @param smaps the lines of /proc/self/smaps
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html">proc_pid_smaps(5)</a>
 */
record KernelSnapshot(List<String> status, List<String> smaps) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path SMAPS = Path.of("/proc/self/smaps");
  private static final Pattern VM_LCK = Pattern.compile("VmLck:\\s+(\\d+) kB");
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
    List<SmapsMapping> inside =
        SmapsMapping.parse(smaps).stream()
            .filter(m -> m.start() < address + byteCount && m.end() > address)
            .toList();
    long resident = inside.stream().mapToLong(SmapsMapping::residentBytes).sum();
    List<Set<String>> flags = inside.stream().map(SmapsMapping::vmFlags).toList();
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
