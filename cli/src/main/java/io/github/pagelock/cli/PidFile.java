package io.github.pagelock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file with the number of this process, as long as it runs. */
final class PidFile implements AutoCloseable {
  private final @Nullable Path path;

  private PidFile(@Nullable Path path) {
    this.path = path;
  }

  /**
   * Writes it; one of before is overwritten.
   *
   * @param path null for none
   * @throws CliException if it cannot be written
   */
  static PidFile write(@Nullable Path path) {
    if (path != null) {
      try {
        Files.writeString(path, ProcessHandle.current().pid() + "\n");
      } catch (IOException e) {
        throw Errors.of(path, e);
      }
    }
    return new PidFile(path);
  }

  /** Removes it, where that can be done. */
  @Override
  public void close() {
    if (path != null) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException harmless) {
        // Its process is not there any more, which whoever reads it has to expect.
      }
    }
  }
}
