package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.ProcFs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory in place of / with the files that a test puts there. */
record FixtureRoot(Path directory) {
  FixtureRoot with(String path, String text) {
    try {
      Path file = directory.resolve(path.substring(1));
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardCharsets.ISO_8859_1);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcFs proc() {
    return new ProcFs(directory);
  }
}
