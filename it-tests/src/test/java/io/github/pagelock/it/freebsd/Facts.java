package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compiles the facts as a C program: on Linux with the simulator, on FreeBSD with its libc. The
 * commands are those of docs/freebsd.md.
 */
public final class Facts {
  public static final Path SOURCES = Path.of("src/freebsd");
  private static final boolean ON_FREEBSD = System.getProperty("os.name").equals("FreeBSD");
  private static final int FEWEST_ROWS = 105;

  /** Where daemons are faster than the program, a fifth of the rows cannot be checked. */
  private static final int FEWEST_ROWS_CHECKED = 60;

  private static final List<String> WARNINGS = List.of("-Wall", "-Wextra", "-Werror");
  private static final List<String> SIMULATOR_OPTIONS =
      List.of(
          "-fPIC",
          "-shared",
          "-fvisibility=hidden",
          "-Wl,-Bsymbolic",
          "-Wl,-z,defs",
          // Its threads stay when JNA has lost interest in it.
          "-Wl,-z,nodelete");
  private static final List<String> SIMULATOR_SOURCES =
      List.of("requests.c", "kqueue.c", "mapping.c", "memory.c", "system.c");

  private final Path directory;
  private final String optimization;

  private Facts(Path directory, String optimization) {
    this.directory = directory;
    this.optimization = optimization;
  }

  /** A line of the program. */
  public record Row(String verdict, String name, String detail) {
    static boolean isOne(String line) {
      return line.matches("(ok|FAILED|not checked here)\t.*");
    }

    static Row of(String line) {
      String[] fields = line.split("\t", 3);
      assertEquals(3, fields.length, () -> "not a row: " + line);
      return new Row(fields[0], fields[1], fields[2]);
    }

    boolean failed() {
      return verdict.equals("FAILED");
    }

    /** Neither right nor wrong: the detail says why. */
    boolean notChecked() {
      return verdict.equals("not checked here");
    }

    /** Fails, or is skipped, as the row. */
    public void judge() {
      assumeFalse(notChecked(), () -> name + ": " + detail);
      assertEquals("ok", verdict, detail);
    }
  }

  /** What the program printed. */
  public record Result(int exitCode, String text) {
    public List<Row> rows() {
      return text.lines().filter(Row::isOne).map(Row::of).toList();
    }

    /** Fails if rows are missing, or the exit code is not theirs. */
    public void assertComplete() {
      List<Row> rows = rows();
      assertTrue(rows.size() >= FEWEST_ROWS, () -> rows.size() + " rows: " + text);
      long checked = rows.stream().filter(row -> row.verdict().equals("ok")).count();
      assertTrue(checked >= FEWEST_ROWS_CHECKED, () -> checked + " rows are ok: " + text);
      assertEquals(rows.stream().anyMatch(Row::failed) ? 1 : 0, exitCode);
    }
  }

  /**
   * A copy of the sources, or a skipped test where they cannot be compiled.
   *
   * @param directory gets the sources and what becomes of them
   * @param optimization as the compiler's option
   */
  static Facts copiedTo(Path directory, String optimization)
      throws IOException, InterruptedException {
    assumeTrue(
        ON_FREEBSD || System.getProperty("os.name").equals("Linux"),
        "the facts of FreeBSD are checked on FreeBSD, or on Linux with the simulator");
    assumeTrue(compilerWorks(directory), "no C compiler (apt-get install gcc libc6-dev)");
    try (Stream<Path> sources = Files.list(SOURCES)) {
      for (Path source : sources.toList()) {
        Files.copy(source, directory.resolve(source.getFileName().toString()));
      }
    }
    return new Facts(directory, optimization);
  }

  private static boolean compilerWorks(Path directory) throws IOException, InterruptedException {
    Path probe = Files.writeString(directory.resolve("probe.c"), "#include <stdio.h>\n");
    List<String> command = List.of("sh", "-c", compiler() + " -c -o probe.o " + probe);
    return new CommandLine(directory).run(command).exitCode() == 0;
  }

  private static String compiler() {
    return ON_FREEBSD ? "cc" : "gcc";
  }

  static boolean usesSimulator() {
    return !ON_FREEBSD;
  }

  /** Replaces a text that occurs once in a source. */
  void change(String source, String text, String replacement) throws IOException {
    Path file = directory.resolve(source);
    String before = Files.readString(file);
    int at = before.indexOf(text);
    assertTrue(at >= 0 && at == before.lastIndexOf(text), () -> source + " has not one " + text);
    Files.writeString(file, before.replace(text, replacement));
  }

  /** The simulator as a shared library. */
  Path compileSimulator() throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-std=gnu11", "-pthread"));
    arguments.addAll(SIMULATOR_OPTIONS);
    arguments.addAll(List.of("-o", "libfreebsd_simulator.so"));
    arguments.addAll(SIMULATOR_SOURCES);
    compile(arguments);
    return directory.resolve("libfreebsd_simulator.so");
  }

  /** The facts, linked with the simulator that is in the directory, if there is one. */
  Facts compileFacts() throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-o", "freebsd_facts", "freebsd_facts.c"));
    if (usesSimulator()) {
      arguments.addAll(List.of("-std=gnu11", "-L.", "-lfreebsd_simulator", "-Wl,-rpath,$ORIGIN"));
    }
    arguments.add("-lpthread");
    compile(arguments);
    return this;
  }

  private void compile(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(compiler(), optimization));
    command.addAll(WARNINGS);
    command.addAll(arguments);
    CommandLine.Output output = new CommandLine(directory).run(command);
    assertEquals(0, output.exitCode(), output::text);
  }

  /**
   * Runs the program.
   *
   * @param parts of the names of rows; none: all rows
   */
  Result run(String... parts) throws IOException, InterruptedException {
    return run(Map.of(), parts);
  }

  /** The same on a simulator that differs: docs/freebsd.md has the names. */
  Result runWithKnobs(String knobs, String... parts) throws IOException, InterruptedException {
    return run(Map.of("KNOBS", knobs), parts);
  }

  private Result run(Map<String, String> environment, String... parts)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(directory.resolve("freebsd_facts").toString()));
    command.addAll(List.of(parts));
    CommandLine.Output output = new CommandLine(directory).run(environment, command);
    return new Result(output.exitCode(), output.text());
  }
}
