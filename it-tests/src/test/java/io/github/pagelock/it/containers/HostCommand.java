package io.github.pagelock.it.containers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs on the machine that runs the tests. They end with this JVM. */
final class HostCommand {
  private HostCommand() {}

  static void docker(String... arguments) {
    run(60, Stream.concat(Stream.of("docker"), Arrays.stream(arguments)).toList());
  }

  /** Fails with the output unless it ends with 0 within that time. */
  static void run(long seconds, List<String> command) {
    try {
      File output = File.createTempFile("host-command", ".txt");
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
      Thread end = new Thread(process::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(end);
      try {
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        String text = text(output.toString());
        if (!ended || process.exitValue() != 0) {
          throw new AssertionError((ended ? "failed: " : "hangs: ") + command + "\n" + text);
        }
      } finally {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(end);
        Files.delete(output.toPath());
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(command.toString(), e);
    }
  }

  static String text(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
