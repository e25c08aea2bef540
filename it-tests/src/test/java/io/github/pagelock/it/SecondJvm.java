package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs java, unless told otherwise of the JDK that runs the tests. */
final class SecondJvm {
  private static final long PATIENCE_SECONDS = 120;

  private final Path directory;

  SecondJvm(Path directory) {
    this.directory = directory;
  }

  /** What a JVM that ended with exit code 0 printed. */
  record Output(String out, String err) {
    List<String> linesWith(String prefix) {
      return out.lines().filter(line -> line.startsWith(prefix)).toList();
    }
  }

  Output run(List<String> arguments) throws IOException, InterruptedException {
    return run(List.of(), arguments);
  }

  /** Behind a prefix: a program that starts another. */
  Output run(List<String> prefix, List<String> arguments) throws IOException, InterruptedException {
    return run(prefix, Path.of(System.getProperty("java.home")), arguments);
  }

  /** Runs java of another runtime. */
  Output run(Path home, List<String> arguments) throws IOException, InterruptedException {
    return run(List.of(), home, arguments);
  }

  private Output run(List<String> prefix, Path home, List<String> arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "jvm", ".out");
    Path err = Files.createTempFile(directory, "jvm", ".err");
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin").resolve("java").toString());
    // It runs for a second: a compiler and a collector with threads of their own cost more than
    // they give.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "hangs: " + command);
    } finally {
      process.destroyForcibly();
    }
    Output output = new Output(Files.readString(out), Files.readString(err));
    assertEquals(0, process.exitValue(), () -> command + " printed " + output);
    return output;
  }
}
