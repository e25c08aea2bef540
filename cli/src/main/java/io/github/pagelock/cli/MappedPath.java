package io.github.pagelock.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says which file is mapped at an address, where the kernel tells. */
final class MappedPath {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Pattern MAPPING =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) \\S+ \\S+ \\S+ \\S+ +(/.*)");

  private MappedPath() {}

  /**
   * The file that is mapped at an address of this process.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html">proc_pid_maps(5)</a>
   */
  static Optional<Path> at(long address) {
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines
          .map(MAPPING::matcher)
          .filter(Matcher::matches)
          .filter(line -> Long.compareUnsigned(hex(line.group(1)), address) <= 0)
          .filter(line -> Long.compareUnsigned(hex(line.group(2)), address) > 0)
          .map(line -> Path.of(line.group(3)))
          .findFirst();
    } catch (IOException | UncheckedIOException notLinux) {
      return Optional.empty();
    }
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }
}
