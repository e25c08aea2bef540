package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.cli.Command.Ended;
import io.github.pagelock.cli.Command.Running;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a service: what it tells its manager, and what signals do. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ServiceTest extends CommandOnFiles {
  /** Whoever runs the tests by nohup has it ignored, and so has what they start. */
  private static final List<String> HEARS_SIGHUP = List.of("env", "--default-signal=HUP");

  private static final String RECEIVER =
      """
      import socket, sys
      address = sys.argv[1]
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind('\\0' + address[1:] if address[0] == '@' else address)
      print('bound', flush=True)
      while True:
          print(s.recv(10000).decode().replace('\\n', '|'), flush=True)
      """;

  /** The test's own service manager. */
  private static final class Manager implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    Manager(String address) throws IOException {
      process = new ProcessBuilder("python3", "-c", RECEIVER, address).start();
      lines = process.inputReader(StandardCharsets.UTF_8);
      assumeTrue("bound".equals(lines.readLine()), "no python3 that could listen");
    }

    String next() throws IOException {
      return String.valueOf(lines.readLine());
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static boolean has(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATH", "@pagelock-test-"})
  void theManagerIsToldWhenAllIsResidentWhenItIsReloadedAndWhenItEnds(String kind)
      throws Exception {
    assumeTrue(has("python3"), "no python3 to listen with");
    String address =
        kind.equals("PATH") ? data.resolve("notify").toString() : kind + System.nanoTime();
    Path list = Files.writeString(dir.resolve("list"), data.resolve("a") + "\n");
    Path pidFile = data.resolve("pid");
    try (Manager manager = new Manager(address);
        Running running =
            command.start(
                List.of("env", "--default-signal=HUP", "NOTIFY_SOCKET=" + address),
                "lock",
                "--hold",
                "--json",
                "--files-from",
                list.toString(),
                "--pidfile",
                pidFile.toString())) {
      assertEquals(
          "STATUS=locking: 0 bytes of " + human(10) + "|EXTEND_TIMEOUT_USEC=60000000",
          manager.next());
      assertEquals("READY=1|STATUS=locked 1 file, " + human(10), manager.next());
      assertEquals(10 * PAGE, running.vmLck());
      assertEquals(running.pid() + "\n", Files.readString(pidFile));
      Files.writeString(list, data.resolve("b") + "\n");
      running.signal("HUP");
      assertTrue(manager.next().matches("RELOADING=1\\|MONOTONIC_USEC=\\d+"));
      assertEquals("READY=1|STATUS=locked 1 file, " + human(5), manager.next());
      assertEquals(5 * PAGE, running.vmLck());
      running.signal("TERM");
      assertEquals("STOPPING=1", manager.next());
      Ended ended = running.end();
      assertEquals(143, ended.exitCode(), ended.err());
      assertTrue(ended.err().contains("looked again: locked 1 file, " + human(5)), ended.err());
      assertTrue(ended.out().contains(data.resolve("b").toString()), ended.out());
      assertFalse(ended.out().contains(data.resolve("a").toString()), ended.out());
      assertFalse(Files.exists(pidFile));
    }
  }

  @Test
  void aManagerThatCannotBeToldIsSaidOnceAndNoFailure() throws Exception {
    Ended ended =
        command.runAs(
            List.of("env", "NOTIFY_SOCKET=/nonexistent"),
            "lock",
            "-q",
            "--for=1ms",
            data.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertEquals(
        "pagelock: the service manager at NOTIFY_SOCKET (/nonexistent) is not told: errno 2\n",
        ended.err());
  }

  @Test
  void sighupOverDirectoriesThatAreFollowedReadsTheListAgain() throws Exception {
    Path other = Files.createTempDirectory(dir, "other");
    Files.write(other.resolve("c"), new byte[PAGE]);
    Path list = Files.writeString(dir.resolve("directories"), data + "\n");
    try (Running running =
        command.start(HEARS_SIGHUP, "lock", "--follow", "--files-from", list.toString())) {
      running.awaitLine("locked 2 files, " + human(15) + "; following");
      Files.writeString(list, other + "\n");
      running.signal("HUP");
      running.awaitLine("looked again: locked 1 file, " + human(1));
      assertEquals(PAGE, running.vmLck());
      Files.writeString(list, "/nonexistent\n" + data + "\n");
      running.signal("HUP");
      running.awaitLine("looked again, and all stays as it was: /nonexistent: no such file");
      assertEquals(PAGE, running.vmLck());
      running.signal("TERM");
      assertEquals(143, running.end().exitCode());
    }
  }

  @Test
  void sighupLooksAgainAtWhatWasReplacedAndKeepsWhatWasNot() throws Exception {
    try (Running running = command.start(HEARS_SIGHUP, "lock", "--hold", data.toString())) {
      running.awaitLine("holding until");
      Files.write(data.resolve("new"), new byte[PAGE]);
      Files.move(
          data.resolve("new"),
          data.resolve("b"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Files.write(data.resolve("c"), new byte[PAGE]);
      running.signal("HUP");
      running.awaitLine("looked again: locked 3 files, " + human(12));
      assertEquals(12 * PAGE, running.vmLck());
      Files.delete(data.resolve("a"));
      Files.delete(data.resolve("b"));
      Files.delete(data.resolve("c"));
      running.signal("HUP");
      running.awaitLine("looked again, and all stays as it was: nothing to lock");
      assertEquals(12 * PAGE, running.vmLck());
      running.signal("TERM");
      assertEquals(143, running.end().exitCode());
    }
  }

  @Test
  void aTerminalThatIsClosedEndsItAndNohupDoesNot() throws Exception {
    Command onTerminal =
        new Command(Files.createDirectory(dir.resolve("terminal")))
            .withJvmOption("-Dio.github.pagelock.cli.stderrColumns=80");
    try (Running running =
        onTerminal.start(HEARS_SIGHUP, "lock", "--hold", data.resolve("a").toString())) {
      running.awaitLine("holding until");
      running.signal("HUP");
      Ended ended = running.end();
      assertEquals(129, ended.exitCode(), ended.err());
      assertTrue(ended.out().contains("0 kB after"), ended.out());
    }
    try (Running running =
        onTerminal.start(List.of("nohup"), "lock", "--hold", data.resolve("a").toString())) {
      running.awaitLine("holding until");
      running.signal("HUP");
      running.signal("USR1");
      running.awaitLine("VmLck of this process");
      assertEquals(10 * PAGE, running.vmLck());
      running.signal("TERM");
      assertEquals(143, running.end().exitCode());
    }
  }

  @Test
  void whatIsLockedStaysSoWhileItIsStopped() throws Exception {
    try (Running running = command.start(HEARS_SIGHUP, "lock", "--hold", data.toString())) {
      running.awaitLine("holding until");
      running.signal("STOP");
      assertEquals(15 * PAGE, running.vmLck());
      running.signal("CONT");
      running.signal("USR1");
      running.awaitLine("VmLck of this process");
      running.signal("INT");
      assertEquals(130, running.end().exitCode());
    }
  }

  @Test
  void aPidFileThatCannotBeWrittenIsAnErrorBeforeAnythingIsLocked() throws Exception {
    Ended ended = command.run("lock", "--pidfile", "/nonexistent/pid", data.toString());
    assertEquals(1, ended.exitCode(), ended.err());
    assertEquals("pagelock: /nonexistent/pid: no such file or directory\n", ended.err());
    assertEquals("", ended.out());
  }

  @Test
  void systemdTakesTheTemplates() throws Exception {
    assumeTrue(has("systemd-analyze"), "no systemd here");
    Path templates = Path.of("..", "docs", "systemd");
    Path units = Files.createDirectory(dir.resolve("units"));
    try (Stream<Path> files = Files.walk(templates)) {
      for (Path file : files.toList()) {
        Path copy = units.resolve(templates.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          // It asks whether the program is there.
          Files.writeString(
              copy, Files.readString(file).replace("/opt/pagelock/pagelock", "/bin/true"));
        }
      }
    }
    Process verify =
        new ProcessBuilder(
                "systemd-analyze",
                "verify",
                "--man=no",
                units.resolve("pagelock.service").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    verify.waitFor();
    assertEquals(List.of(), said.lines().filter(line -> line.contains("pagelock")).toList(), said);
  }
}
