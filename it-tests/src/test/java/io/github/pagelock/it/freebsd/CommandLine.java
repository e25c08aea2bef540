package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs in a directory. */
record CommandLine(Path directory) {
  private static final long PATIENCE_SECONDS = 300;

  /** What a program that ended printed on both streams. */
  record Output(int exitCode, String text) {}

  Output run(List<String> command) throws IOException, InterruptedException {
    return run(Map.of(), command);
  }

  /** With more in its environment. */
  Output run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "command", ".out");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "hangs: " + command);
    } finally {
      process.destroyForcibly();
    }
    return new Output(process.exitValue(), Files.readString(out));
  }
}
