package io.github.pagelock.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real command in a JVM of its own, on the module path, readable for every user. */
final class Command {
  static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern MODULES =
      Pattern.compile(
          ".*/(api|jna|files|provider-[a-z]+|cli)/target/.*"
              + "|.*/(jna|picocli|gson|progressbar|jline-[a-z]+|ascii-table)-[^/]*\\.jar");
  private static final Pattern VM_LCK = Pattern.compile("VmLck:\\s+(\\d+) kB");

  private final Path modules;
  private final List<String> jvmOptions = new ArrayList<>();

  /**
   * Copies the modules of this test's own JVM.
   *
   * @param dir becomes readable for every user
   */
  Command(Path dir) throws IOException {
    modules = Files.createDirectory(dir.resolve("modules"));
    for (String entry :
        (System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + System.getProperty("java.class.path"))
            .split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (MODULES.matcher(path.toString()).matches()
          && !path.endsWith("test-classes")
          && Files.exists(path)) {
        copy(path);
      }
    }
    makeReadable(dir);
  }

  private void copy(Path module) throws IOException {
    if (!Files.isDirectory(module)) {
      Files.copy(
          module, modules.resolve(module.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    Path to = modules.resolve("exploded-" + Integer.toHexString(module.hashCode()));
    try (Stream<Path> files = Files.walk(module)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            to.resolve(module.relativize(file).toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  static void makeReadable(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(f -> !Files.isSymbolicLink(f)).toList()) {
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  Command withJvmOption(String option) {
    jvmOptions.add(option);
    return this;
  }

  /** A command that has ended. */
  record Ended(int exitCode, String out, String err) {
    List<String> errLines() {
      return err.lines().toList();
    }
  }

  /**
   * A shell that starts a test run in the background makes all of it ignore SIGINT, and a JVM
   * leaves an ignored signal ignored; env of coreutils undoes that.
   */
  private static final List<String> RESET_SIGNALS = resetSignals();

  private static List<String> resetSignals() {
    List<String> env = List.of("env", "--default-signal=INT");
    try {
      List<String> probe = new ArrayList<>(env);
      probe.add("true");
      return new ProcessBuilder(probe).start().waitFor() == 0 ? env : List.of();
    } catch (IOException | InterruptedException noSuchEnv) {
      return List.of();
    }
  }

  Running start(List<String> prefix, String... args) throws IOException {
    List<String> line = new ArrayList<>(RESET_SIGNALS);
    line.addAll(prefix);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(jvmOptions);
    line.add("--enable-native-access=io.github.pagelock,com.sun.jna,org.jline.nativ");
    line.addAll(List.of("--module-path", modules.toString()));
    line.addAll(List.of("--module", "io.github.pagelock.cli/io.github.pagelock.cli.Main"));
    line.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return new Running(builder.start());
  }

  Ended run(String... args) throws Exception {
    return runAs(List.of(), args);
  }

  Ended runAs(List<String> prefix, String... args) throws Exception {
    try (Running running = start(prefix, args)) {
      return running.end();
    }
  }

  /** A command that runs. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final BufferedReader err;
    private final StringBuilder errSoFar = new StringBuilder();

    Running(Process process) {
      this.process = process;
      this.err = process.errorReader(StandardCharsets.UTF_8);
    }

    /** Waits until a line of standard error holds this. */
    Running awaitLine(String part) throws IOException {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        errSoFar.append(line).append('\n');
        if (line.contains(part)) {
          return this;
        }
      }
      throw new AssertionError("ended without saying '" + part + "': " + errSoFar);
    }

    long pid() {
      return process.pid();
    }

    /** To its standard input. */
    void write(String text) throws IOException {
      process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }

    /** The next line of standard output; {@link #end()} has the rest. */
    String readLine() throws IOException {
      StringBuilder line = new StringBuilder();
      InputStream in = process.getInputStream();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new AssertionError("ended without a line: " + line);
        }
        line.append((char) next);
      }
      return line.toString();
    }

    void signal(String name) throws Exception {
      String pid = Long.toString(process.pid());
      if (new ProcessBuilder("kill", "-" + name, pid).start().waitFor() != 0) {
        throw new AssertionError("kill failed");
      }
    }

    /** Nobody reads its standard output from here on. */
    void closeOut() throws IOException {
      process.getInputStream().close();
    }

    /** The exit code of a command whose output is not read. */
    int awaitExit() throws Exception {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still runs; said: " + errSoFar);
      }
      return process.exitValue();
    }

    /** What came on standard error after what was awaited. */
    String restOfErr() {
      return err.lines().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** How often a thread of it has waited; empty if there is none of this name. */
    OptionalLong waitsOf(Pattern name) throws IOException {
      try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
        for (Path thread : threads.toList()) {
          List<String> status = Files.readAllLines(thread.resolve("status"));
          if (name.matcher(status.get(0).replaceFirst("Name:\\s*", "")).matches()) {
            return status.stream()
                .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst();
          }
        }
      }
      return OptionalLong.empty();
    }

    long vmLck() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        Matcher matcher = VM_LCK.matcher(line);
        if (matcher.matches()) {
          return Long.parseLong(matcher.group(1)) * 1024;
        }
      }
      throw new AssertionError("no VmLck");
    }

    Ended end() throws Exception {
      process.getOutputStream().close();
      Thread errReader = new Thread(this::readErr);
      errReader.start();
      Thread impatient =
          new Thread(
              () -> {
                try {
                  if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                  }
                } catch (InterruptedException ended) {
                  // It ended in time.
                }
              });
      impatient.start();
      String out;
      try (InputStream in = process.getInputStream()) {
        out = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      process.waitFor();
      impatient.interrupt();
      errReader.join();
      return new Ended(process.exitValue(), out, errSoFar.toString());
    }

    private void readErr() {
      err.lines().forEach(line -> errSoFar.append(line).append('\n'));
    }

    @Override
    public void close() {
      process.destroyForcibly();
      try {
        err.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
