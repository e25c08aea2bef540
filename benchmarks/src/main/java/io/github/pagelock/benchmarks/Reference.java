package io.github.pagelock.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The C program that does the same work. */
final class Reference {
  private final Path program;

  Reference(Path program) {
    this.program = program;
  }

  Path program() {
    return program.toAbsolutePath();
  }

  /** Where it is; a disk to write to. */
  Path directory() {
    return Objects.requireNonNull(program.toAbsolutePath().getParent(), "directory");
  }

  /** Runs it and returns the numbers of its only line. */
  List<Double> run(Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed");
    }
    return Arrays.stream(line.strip().split(" ")).map(Double::valueOf).toList();
  }
}
