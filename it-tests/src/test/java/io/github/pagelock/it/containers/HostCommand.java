package io.github.pagelock.it.containers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
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

  /**
   * How one ended.
   *
   * @param inTime whether it ended by itself
   * @param exitCode 0, if all is well
   * @param text what it printed on both streams
   */
  record Ended(boolean inTime, int exitCode, String text) {
    boolean well() {
      return inTime && exitCode == 0;
    }
  }

  static void docker(String... arguments) {
    run(60, Stream.concat(Stream.of("docker"), Arrays.stream(arguments)).toList());
  }

  /** Fails with the output unless it ends with 0 within that time. */
  static void run(long seconds, List<String> command) {
    Ended ended = call(seconds, command, Redirect.PIPE);
    if (!ended.well()) {
      String how = ended.inTime() ? "failed: " : "hangs: ";
      throw new AssertionError(how + command + "\n" + ended.text());
    }
  }

  static Ended call(long seconds, List<String> command, Redirect input) {
    try {
      File output = File.createTempFile("host-command", ".txt");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(input)
              .redirectOutput(output)
              .start();
      Thread end = new Thread(process::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(end);
      try {
        boolean inTime = process.waitFor(seconds, TimeUnit.SECONDS);
        return new Ended(inTime, inTime ? process.exitValue() : -1, text(output.toString()));
      } finally {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(end);
        Files.delete(output.toPath());
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(command.toString(), e);
    }
  }

  /** Bytes that are not UTF-8, as a guest's console may have them, are replaced. */
  static String text(String file) {
    try {
      return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
