package io.github.pagelock.cli;

import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Says which file is mapped at an address, where the kernel tells. */
final class MappedPath {
  /** All that the kernel escapes. */
  private static final String LINE_FEED = "\\012";

  private MappedPath() {}

  /**
   * The file that is mapped at an address of this process.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html">proc_pid_maps(5)</a>
   */
  static Optional<Path> at(long address) {
    try {
      return new ProcMaps(ProcFs.ofThisSystem())
          .overlapping(address, address + 1).stream()
              .map(Mapping::name)
              .filter(name -> name.startsWith("/"))
              .map(name -> Path.of(name.replace(LINE_FEED, "\n")))
              .findFirst();
    } catch (IOException | InvalidPathException notLinux) {
      return Optional.empty();
    }
  }
}
