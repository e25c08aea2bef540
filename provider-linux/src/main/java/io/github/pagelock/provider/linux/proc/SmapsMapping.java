package io.github.pagelock.provider.linux.proc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A mapping as smaps describes it.
 *
 * @param start the first byte
 * @param end the byte after the last
 * @param name of the file, or a name in brackets; empty for anonymous memory
 * @param residentBytes what the process has of it in its page tables (Rss and huge pages)
 * @param swappedBytes what of it is in swap (Swap)
 * @param pageSize of its pages, in bytes (KernelPageSize); 0 if that is not told
 * @param vmFlags VmFlags, with a space before and behind each; empty if nothing is told
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html">proc_pid_smaps(5)</a>
 */
public record SmapsMapping(
    long start,
    long end,
    String name,
    long residentBytes,
    long swappedBytes,
    long pageSize,
    String vmFlags) {
  /** Of which nothing is told. */
  public static final SmapsMapping UNTOLD = new SmapsMapping(0, 0, "", -1, 0, 0, "");

  /**
   * Reads /proc/self/smaps, which costs the kernel a walk over all resident pages: only where
   * nothing cheaper tells. Names have a character for each byte.
   *
   * @param proc where it is
   * @return all mappings, by address
   * @throws IOException if it cannot be read
   */
  public static List<SmapsMapping> read(ProcFs proc) throws IOException {
    Parser parser = new Parser();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(proc.open("/proc/self/smaps"), StandardCharsets.ISO_8859_1))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        parser.add(line);
      }
    }
    return parser.mappings;
  }

  /**
   * Of a text.
   *
   * @param smaps the text of a process's smaps
   * @return all mappings, by address
   */
  public static List<SmapsMapping> of(String smaps) {
    Parser parser = new Parser();
    smaps.lines().forEach(parser::add);
    return parser.mappings;
  }

  /**
   * Whether anything is told.
   *
   * @return false for {@link #UNTOLD}
   */
  public boolean isTold() {
    return !vmFlags.isEmpty();
  }

  /**
   * Whether it is marked locked (lo).
   *
   * @return true if somebody has locked it
   */
  public boolean isLocked() {
    return vmFlags.contains(" lo ");
  }

  /**
   * Whether its pages are of hugetlbfs, which never leave RAM (ht).
   *
   * @return true for these
   */
  public boolean isHuge() {
    return vmFlags.contains(" ht ");
  }

  /**
   * Whether its lock waits for the first touch (lf).
   *
   * @return true for MLOCK_ONFAULT
   */
  public boolean isOnFault() {
    return vmFlags.contains(" lf ");
  }

  /**
   * Whether nobody may access it: none of rd, wr and ex.
   *
   * @return false also where nothing is told
   */
  public boolean isInaccessible() {
    return isTold()
        && !vmFlags.contains(" rd ")
        && !vmFlags.contains(" wr ")
        && !vmFlags.contains(" ex ");
  }

  /**
   * Whether core dumps leave it out (dd).
   *
   * @return true for MADV_DONTDUMP, and for what the kernel never dumps
   */
  public boolean isLeftOutOfDumps() {
    return vmFlags.contains(" dd ");
  }

  /**
   * Whether a child of fork does not get what is in it: it reads zeros (wf), or has no such memory
   * (dc).
   *
   * @return true for MADV_WIPEONFORK and MADV_DONTFORK
   */
  public boolean isKeptFromChildren() {
    return vmFlags.contains(" wf ") || vmFlags.contains(" dc ");
  }

  /**
   * Whether it is memory of memfd_secret.
   *
   * @return true if it has the name that the kernel gives it
   */
  public boolean isSecret() {
    return name.startsWith(Mapping.SECRET);
  }

  /**
   * Whether every page of it is in RAM.
   *
   * @return false also where nothing is told
   */
  public boolean isComplete() {
    return residentBytes == byteCount();
  }

  /**
   * Its size.
   *
   * @return bytes
   */
  public long byteCount() {
    return end - start;
  }

  /** Line by line; VmFlags is the last of each mapping. No regular expression: there are many. */
  private static final class Parser {
    private static final int FIELDS_BEFORE_NAME = 5;

    final List<SmapsMapping> mappings = new ArrayList<>();
    private long start;
    private long end;
    private String name = "";
    private long residentBytes;
    private long swappedBytes;
    private long pageSize;

    void add(String line) {
      char first = line.isEmpty() ? 'A' : line.charAt(0);
      if (first == 'R' && line.startsWith("Rss:")) {
        residentBytes = bytes(line, "Rss:");
      } else if (first == 'S' && line.startsWith("Swap:")) {
        swappedBytes = bytes(line, "Swap:");
      } else if (first == 'S' && line.startsWith("Shared_Hugetlb:")) {
        residentBytes += bytes(line, "Shared_Hugetlb:"); // Rss leaves huge pages out
      } else if (first == 'P' && line.startsWith("Private_Hugetlb:")) {
        residentBytes += bytes(line, "Private_Hugetlb:");
      } else if (first == 'K' && line.startsWith("KernelPageSize:")) {
        pageSize = bytes(line, "KernelPageSize:");
      } else if (first == 'V' && line.startsWith("VmFlags:")) {
        String flags = line.substring("VmFlags:".length()) + " ";
        mappings.add(
            new SmapsMapping(start, end, name, residentBytes, swappedBytes, pageSize, flags));
      } else if (first < 'A' || first > 'Z') {
        begin(line);
      }
    }

    private void begin(String line) {
      int dash = line.indexOf('-');
      start = Long.parseUnsignedLong(line, 0, dash, 16);
      end = Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), 16);
      int at = 0;
      for (int field = 0; field < FIELDS_BEFORE_NAME && at >= 0; field++) {
        at = line.indexOf(' ', at == 0 ? 0 : at + 1);
      }
      name = at < 0 ? "" : line.substring(at).stripLeading();
      residentBytes = 0;
      swappedBytes = 0;
      pageSize = 0;
    }

    private static long bytes(String line, String field) {
      return ProcFs.field(line, field) * 1024;
    }
  }
}
