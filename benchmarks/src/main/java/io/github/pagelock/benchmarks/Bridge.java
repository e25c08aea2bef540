package io.github.pagelock.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A way to call C, of which a JVM uses one: each is measured in JVMs of its own. */
enum Bridge {
  FFM,
  JNA;

  /** What makes a JVM use it. */
  String option() {
    return "-Dio.github.pagelock.bridge=" + name().toLowerCase(Locale.ROOT);
  }

  /** A case by this bridge. */
  String named(String caseName) {
    return caseName + "-" + name().toLowerCase(Locale.ROOT);
  }

  /** The number that a main class prints. */
  double java(Class<?> main, Object... arguments) throws IOException, InterruptedException {
    Process process = start(main, arguments);
    String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Double.parseDouble(ended(process, line).strip());
  }

  /** Milliseconds from the start of a JVM to the first byte that a main class prints. */
  double millisToFirstByte(Class<?> main) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = start(main);
    try (InputStream output = process.getInputStream()) {
      int first = output.read();
      double millis = (System.nanoTime() - start) / Asynchronous.NANOS_PER_MILLI;
      ended(process, first < 0 ? "" : "printed");
      return millis;
    }
  }

  private static String ended(Process process, String printed)
      throws IOException, InterruptedException {
    if (process.waitFor() != 0 || printed.isEmpty()) {
      throw new IOException("a JVM ended with " + process.exitValue());
    }
    return printed;
  }

  private Process start(Class<?> main, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", option()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(String.valueOf(argument));
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
