package io.github.pagelock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Finds a real file that everybody who runs Java has. */
final class DemoFile {
  private DemoFile() {}

  /** The classes of the running Java, else the largest archive of it, else its executable. */
  static Path find(Path javaHome) {
    Path modules = javaHome.resolve("lib").resolve("modules");
    return Files.isReadable(modules)
        ? modules
        : largestArchive(javaHome, javaHome.resolve("bin").resolve("java"));
  }

  private static Path largestArchive(Path javaHome, Path otherwise) {
    try (Stream<Path> files = Files.walk(javaHome)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(jmod|jar)"))
          .filter(file -> Files.isRegularFile(file) && Files.isReadable(file))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElse(otherwise);
    } catch (IOException | java.io.UncheckedIOException unreadable) {
      return otherwise;
    }
  }
}
