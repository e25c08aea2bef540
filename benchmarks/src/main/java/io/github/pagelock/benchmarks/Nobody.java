package io.github.pagelock.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs programs as uid 65534, which owns nothing and has no privileges, if root starts this; as
 * whoever starts it otherwise. What they need is copied to where every user can read it.
 */
final class Nobody implements AutoCloseable {
  private static final List<String> USER =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private final Path directory;

  Nobody() throws IOException {
    directory = Files.createTempDirectory("pagelock-compare-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Where every user may read. */
  Path directory() {
    return directory;
  }

  /** So much may be locked, by whoever it is. */
  static List<String> withLimit(long bytes) {
    List<String> command = new ArrayList<>(List.of("prlimit", "--memlock=" + bytes + ":" + bytes));
    if (isRoot()) {
      command.addAll(USER);
      command.addAll(List.of("--inh-caps=-all", "--bounding-set=-all"));
    }
    return command;
  }

  /**
   * No limit binds. The hard limit can be raised by CAP_SYS_RESOURCE only, which root need not
   * have; so the user keeps CAP_IPC_LOCK, and nothing else.
   */
  static List<String> withoutLimit() {
    if (!isRoot()) {
      return List.of();
    }
    List<String> command = new ArrayList<>(USER);
    command.addAll(List.of("--inh-caps=-all,+ipc_lock", "--ambient-caps=+ipc_lock"));
    return command;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name", "").equals("root");
  }

  /** The only line of a program in C. */
  List<Double> program(List<String> prefix, Path program, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(copy(program).toString());
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    return numbers(command);
  }

  /** The only line of a main class. */
  List<Double> java(List<String> prefix, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Djna.tmpdir=" + System.getProperty("java.io.tmpdir"), "-cp", classPath()));
    command.add(main.getName());
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    return numbers(command);
  }

  private static List<Double> numbers(List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed");
    }
    return Arrays.stream(line.strip().split(" ")).map(Double::valueOf).toList();
  }

  private String classPath() throws IOException {
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      copies.add(copy(Path.of(entry)).toString());
    }
    return String.join(File.pathSeparator, copies);
  }

  private Path copy(Path original) throws IOException {
    Path copy = directory.resolve(original.getFileName());
    if (Files.exists(copy)) {
      return copy;
    }
    try (Stream<Path> all = Files.walk(original)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        Path to = copy.resolve(original.relativize(one).toString());
        Files.copy(one, to);
        boolean everything = Files.isDirectory(one) || Files.isExecutable(one);
        Files.setPosixFilePermissions(
            to, PosixFilePermissions.fromString(everything ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
    return copy;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(Nobody::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
