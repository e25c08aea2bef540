package io.github.pagelock.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Oracles: what the kernel says of this process. */
final class VmLck {
  private VmLck() {}

  /** How much it has locked. */
  static long bytes() {
    return lines("status")
        .filter(line -> line.startsWith("VmLck:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** How many mappings it has. */
  static long mappings() {
    return lines("maps").count();
  }

  private static Stream<String> lines(String file) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/self", file));
      return lines.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
