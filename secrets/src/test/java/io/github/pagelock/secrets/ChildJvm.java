package io.github.pagelock.secrets;

import io.github.pagelock.PageLocker;
import io.github.pagelock.provider.linux.LinuxProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with a main class of these tests, whose class path everybody can read. */
final class ChildJvm {
  static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private ChildJvm() {}

  /** What a program printed, by lines {@code name=value}. */
  record Result(String output) {
    String value(String name) {
      return output
          .lines()
          .filter(line -> line.startsWith(name + "="))
          .map(line -> line.substring(name.length() + 1))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + name + " in: " + output));
    }

    long number(String name) {
      return Long.parseLong(value(name));
    }
  }

  /**
   * Runs a main class.
   *
   * @param prefix a command in front of java, such as {@code prlimit}
   * @param directory where the class path is copied to
   */
  static Result run(
      List<String> prefix, Path directory, List<String> options, Class<?> main, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(directory), main.getName()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static Result run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("pagelock-child", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(300, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + command);
      }
      Result result = new Result(Files.readString(output));
      if (process.exitValue() != 0) {
        throw new AssertionError("exit code " + process.exitValue() + ": " + result.output());
      }
      return result;
    } finally {
      Files.delete(output);
    }
  }

  private static String classPath(Path directory) throws Exception {
    List<Class<?>> types =
        List.of(
            PageLocker.class,
            LinuxProvider.class,
            Class.forName("io.github.pagelock.jna.JnaBridge"),
            Class.forName("com.sun.jna.Native"),
            Secret.class,
            ChildJvm.class);
    List<String> copies = new ArrayList<>();
    for (Class<?> type : types) {
      Path code = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path copy = directory.resolve(copies.size() + "-" + code.getFileName());
      run(List.of("cp", "-r", code.toString(), copy.toString()));
      copies.add(copy.toString());
    }
    run(List.of("chmod", "-R", "a+rX", directory.toString()));
    return String.join(File.pathSeparator, copies);
  }
}
