package io.github.pagelock.provider.linux;

import io.github.pagelock.jna.JnaBridge;
import io.github.pagelock.posix.CannotCallException;
import io.github.pagelock.posix.Ffm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Another JVM, with the provider on its class path, under limits or a user of its own. The class
 * path is copied to where every user can read it.
 */
final class ChildJvm {
  /** Somebody without privileges. */
  static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private static final Path COPIES = copies();

  private ChildJvm() {}

  record Result(int exit, String output) {
    /** The text after {@code name=} on a line of its own. */
    String value(String name) {
      return output
          .lines()
          .filter(line -> line.startsWith(name + "="))
          .map(line -> line.substring(name.length() + 1))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + name + " in: " + output));
    }
  }

  /** The command that runs a main class of these tests. */
  static List<String> java(Class<?> main, String... arguments) {
    return java(classPath(), List.of(), main, arguments);
  }

  static List<String> java(
      List<Path> classPath, List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Everything that the provider needs. */
  static List<Path> classPath() {
    return List.of(
        COPIES.resolve("api"),
        COPIES.resolve("jna"),
        COPIES.resolve("linux"),
        COPIES.resolve("tests"),
        jna());
  }

  static List<Path> classPathWithoutJna() {
    return classPath().subList(0, 4);
  }

  /** Whether the provider calls C without JNA, here and in another JVM, unless told otherwise. */
  static boolean haveFfm() {
    try {
      Ffm.ofProcess();
      return true;
    } catch (CannotCallException no) {
      return false;
    }
  }

  static Path jna() {
    return COPIES.resolve("jna.jar");
  }

  /** Runs a command in front of another, such as {@code prlimit} in front of java. */
  static Result run(List<String> prefix, List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return run(new ProcessBuilder(all));
  }

  static Result run(ProcessBuilder builder) {
    try {
      Path output = Files.createTempFile("pagelock-child", ".txt");
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + builder.command());
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      return new Result(process.exitValue(), text);
    } catch (IOException e) {
      throw new AssertionError(
          "cannot run " + builder.command().get(0) + " (Debian: apt-get install util-linux)", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Path copies() {
    try {
      Path directory =
          Files.createTempDirectory(
              "pagelock-tests",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      copy(codeOf(io.github.pagelock.PageLocker.class), directory.resolve("api"));
      copy(codeOf(JnaBridge.class), directory.resolve("jna"));
      copy(codeOf(LinuxProvider.class), directory.resolve("linux"));
      copy(Path.of("target", "test-classes"), directory.resolve("tests"));
      copy(codeOf(com.sun.jna.Native.class), directory.resolve("jna.jar"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path codeOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** Files are made readable for everyone by the shell's tools, whatever the umask is. */
  private static void copy(Path from, Path to) {
    Result result =
        run(
            List.of(),
            List.of("sh", "-c", "cp -r \"$0\" \"$1\" && chmod -R a+rX \"$1\"", "" + from, "" + to));
    if (result.exit() != 0) {
      throw new IllegalStateException(result.output());
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException leftBehind) {
      System.getLogger(ChildJvm.class.getName()).log(System.Logger.Level.DEBUG, leftBehind);
    }
  }
}
