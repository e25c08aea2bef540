package io.github.pagelock.it.freebsd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping of this process by /proc/self/smaps: which access it allows, its VmFlags, and how much
 * the kernel would have to keep somewhere before it takes its pages away. MADV_FREE makes that 0 at
 * once; LazyFree follows later.
 */
record LinuxMapping(String access, Set<String> flags, long dirtyBytes) {
  /** That with an address; empty where nothing is mapped. */
  static Optional<LinuxMapping> at(long address) {
    boolean isIt = false;
    String access = "";
    long dirty = 0;
    for (String line : lines()) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        int dash = line.indexOf('-');
        int space = line.indexOf(' ');
        isIt =
            Long.parseUnsignedLong(line, 0, dash, 16) <= address
                && address < Long.parseUnsignedLong(line, dash + 1, space, 16);
        access = line.substring(space + 1, space + 5);
      } else if (isIt && line.startsWith("Private_Dirty:")) {
        dirty = 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      } else if (isIt && line.startsWith("VmFlags:")) {
        Set<String> flags = Set.of(line.substring("VmFlags:".length()).strip().split(" ", -1));
        return Optional.of(new LinuxMapping(access, flags, dirty));
      }
    }
    return Optional.empty();
  }

  private static Iterable<String> lines() {
    try {
      return Files.readAllLines(Path.of("/proc/self/smaps"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
