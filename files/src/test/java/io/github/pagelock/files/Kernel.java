package io.github.pagelock.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An oracle: what the kernel says of this process. Uses no code under test. */
final class Kernel {
  /** A mapping of a file, in bytes. */
  record Area(String file, long address, long offset, long byteCount, long rss, boolean isLocked) {}

  private Kernel() {}

  static long vmLck() {
    return lines("/proc/self/status").stream()
        .filter(line -> line.startsWith("VmLck:"))
        .mapToLong(line -> number(line) * 1024)
        .sum();
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("\\D", ""));
  }

  /** The mappings of files whose name begins so. */
  static List<Area> areas(Path prefix) {
    List<Area> areas = new ArrayList<>();
    String file = "";
    long address = 0;
    long offset = 0;
    long byteCount = 0;
    long rss = 0;
    for (String line : lines("/proc/self/smaps")) {
      String[] fields = line.split(" +", 6);
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        String[] ends = fields[0].split("-", 2);
        address = Long.parseUnsignedLong(ends[0], 16);
        byteCount = Long.parseUnsignedLong(ends[1], 16) - address;
        offset = Long.parseLong(fields[2], 16);
        file = fields.length > 5 ? fields[5] : "";
      } else if (line.startsWith("Rss:")) {
        rss = number(line) * 1024;
      } else if (line.startsWith("VmFlags:") && file.startsWith(prefix.toString())) {
        areas.add(new Area(file, address, offset, byteCount, rss, line.contains(" lo")));
      }
    }
    return areas;
  }

  static List<Area> locked(Path prefix) {
    return areas(prefix).stream().filter(Area::isLocked).toList();
  }

  static long lockedBytes(Path prefix) {
    return locked(prefix).stream().mapToLong(Area::byteCount).sum();
  }

  /** Of the locked mappings: what of them is resident. */
  static long residentBytes(Path prefix) {
    return locked(prefix).stream().mapToLong(Area::rss).sum();
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
