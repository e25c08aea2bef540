package io.github.pagelock.provider.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An oracle: /proc/self/smaps as it is now. Uses no code under test. */
public final class Smaps {
  /** A mapping, its resident bytes and its VmFlags. */
  public record Area(long start, long end, long residentBytes, Set<String> flags) {
    /** Whether the kernel keeps its pages: lo. */
    public boolean isLocked() {
      return flags.contains("lo");
    }

    /** Whether it can be read or written: rd, wr. */
    public boolean isAccessible() {
      return flags.contains("rd") || flags.contains("wr");
    }

    /** Whether a core dump leaves it out: dd. */
    public boolean isLeftOutOfDumps() {
      return flags.contains("dd");
    }

    /** Whether a child of fork reads zeros there, or has no such memory: wf, dc. */
    public boolean isKeptFromChildren() {
      return flags.contains("wf") || flags.contains("dc");
    }

    /** Whether the lock waits for the first touch: lf. */
    public boolean isOnFault() {
      return flags.contains("lf");
    }
  }

  private final List<Area> areas;

  private Smaps(List<Area> areas) {
    this.areas = areas;
  }

  /** Reads the file once. */
  public static Smaps now() {
    List<Area> areas = new ArrayList<>();
    long start = 0;
    long end = 0;
    long resident = 0;
    try {
      // The kit asks for every page: no regular expression per line.
      for (String line :
          Files.readAllLines(Path.of("/proc/self/smaps"), StandardCharsets.ISO_8859_1)) {
        char first = line.charAt(0);
        if (first < 'A' || first > 'Z') {
          int dash = line.indexOf('-');
          start = Long.parseUnsignedLong(line, 0, dash, 16);
          end = Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), 16);
        } else if (line.startsWith("Rss:")) {
          resident = 1024 * Long.parseLong(line.substring(4, line.length() - 2).strip());
        } else if (line.startsWith("VmFlags:")) {
          Set<String> flags = Set.of(line.substring("VmFlags:".length()).strip().split(" ", -1));
          areas.add(new Area(start, end, resident, flags));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Smaps(areas);
  }

  /** The mapping that holds an address, if one does. */
  public Optional<Area> find(long address) {
    return areas.stream()
        .filter(area -> area.start() <= address && address < area.end())
        .findFirst();
  }

  /** The mapping that holds an address. */
  public Area at(long address) {
    return find(address)
        .orElseThrow(
            () -> new IllegalStateException("0x" + Long.toHexString(address) + " is not mapped"));
  }

  /** How many bytes of a range lie in mappings that are locked. */
  public long lockedBytes(long address, long byteCount) {
    return areas.stream()
        .filter(Area::isLocked)
        .mapToLong(
            area ->
                Math.max(
                    0, Math.min(area.end(), address + byteCount) - Math.max(area.start(), address)))
        .sum();
  }
}
