package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.cli.Command.Ended;
import io.github.pagelock.cli.Command.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that is full, a pipe that nobody reads any more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutputTest {
  private static final String FULL = "/dev/full";
  private static final String NO_SPACE = "pagelock: write error: No space left on device\n";

  /** The thread's name as the kernel keeps it: cut off, or in the middle by newer JVMs. */
  private static final Pattern READER_WATCH =
      Pattern.compile("pagelock-reader|pageloc\\.\\..*watch");

  private Command command;
  private Path dir;
  private Path file;

  @BeforeAll
  void makeFiles(@TempDir Path temporary) throws IOException {
    assumeTrue(Files.exists(Path.of(FULL)), "no /dev/full");
    dir = temporary;
    command = new Command(dir);
    file = Files.write(dir.resolve("file"), new byte[8192]);
  }

  /** What a shell does with a command line that ends like this. */
  private static List<String> redirected(String redirection) {
    return List.of("sh", "-c", "exec \"$@\" " + redirection, "sh");
  }

  private String[] arguments(String line) {
    return line.replace("FILE", file.toString())
        .replace("PID", Long.toString(ProcessHandle.current().pid()))
        .split(" ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "lock --help",
        "lock -q --json FILE",
        "lock -q --policy=best-effort --json FILE",
        "residency FILE",
        "residency --json FILE",
        "status PID",
        "status --json PID",
        "status --watch=1h PID",
        "doctor",
        "doctor --json",
        "demo",
        "providers",
        "providers --json",
        "generate-completion"
      })
  void aFullDeviceIsSaidAndEndsWithOne(String line) throws Exception {
    Ended ended = command.runAs(redirected(">" + FULL), arguments(line));
    assertEquals(NO_SPACE, ended.err());
    assertEquals(1, ended.exitCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock FILE", "residency /nonexistent FILE", "lock --nosuch"})
  void whereErrorsCannotBeWrittenTheCodeStillTells(String line) throws Exception {
    Ended ended = command.runAs(redirected("2>" + FULL), arguments(line));
    assertEquals("", ended.err());
    assertEquals(line.contains("nosuch") ? 2 : 1, ended.exitCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "providers", "residency FILE", "generate-completion"})
  void aPipeThatNobodyReadsEndsTheCommandWithoutAWord(String line) throws Exception {
    try (Running running = command.start(List.of(), arguments(line))) {
      running.closeOut();
      assertEquals(141, running.awaitExit());
      assertEquals("", running.restOfErr());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"50ms", "1h"})
  void aWatchEndsWithItsReader(String interval) throws Exception {
    try (Running running =
        command.start(List.of(), arguments("status --json --watch=" + interval + " PID"))) {
      running.readLine();
      running.closeOut();
      assertEquals(141, running.awaitExit());
      assertEquals("", running.restOfErr());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--hold", "--for=1h", "--hold --json", "--hold --sync"})
  void aHoldWhoseOutputNobodyReadsEndsAndUnlocks(String options) throws Exception {
    try (Running running = command.start(List.of(), arguments("lock " + options + " FILE"))) {
      running.awaitLine("holding ");
      assertEquals(8192, running.vmLck());
      running.closeOut();
      assertEquals(141, running.awaitExit());
      assertEquals("", running.restOfErr());
    }
  }

  @Test
  void aHoldWhoseOutputIsReadGoesOn() throws Exception {
    try (Running running = command.start(List.of(), arguments("lock --hold --json FILE"))) {
      running.awaitLine("holding ");
      // Each look at the reader has a wait.
      long before = running.waitsOf(READER_WATCH).orElseThrow();
      while (running.waitsOf(READER_WATCH).orElseThrow() < before + 3) {
        Thread.sleep(20);
      }
      assertEquals(8192, running.vmLck());
      running.signal("TERM");
      assertEquals(143, running.end().exitCode());
    }
  }

  /** By the bridge that is not chosen where nothing is said. */
  @Test
  void soDoesOneWhereJnaIsAskedFor() throws Exception {
    command.withJvmOption("-Dio.github.pagelock.bridge=jna");
    aWatchEndsWithItsReader("1h");
  }

  @Test
  void aQuietHoldNeedsNoReader() throws Exception {
    try (Running running = command.start(List.of(), arguments("lock --hold -q FILE"))) {
      running.closeOut();
      while (running.vmLck() == 0) {
        Thread.sleep(20);
      }
      assertEquals(OptionalLong.empty(), running.waitsOf(READER_WATCH), "nobody looks");
      assertEquals(8192, running.vmLck());
      running.signal("TERM");
      assertEquals(143, running.awaitExit());
    }
  }

  @Test
  void aHoldWhoseNoticesNobodyReadsEndsToo() throws Exception {
    List<String> pipeline = new ArrayList<>();
    pipeline.addAll(
        List.of("bash", "-c", "\"$@\" 2>&1 | head -n 1; exit ${PIPESTATUS[0]}", "bash"));
    Ended ended = command.runAs(pipeline, arguments("lock --hold FILE"));
    assertEquals("locking 1 file, 8.0 KiB\n", ended.out());
    assertEquals(141, ended.exitCode());
  }

  @Test
  void aClosedStandardOutputIsAnError() throws Exception {
    Ended ended = command.runAs(redirected(">&-"), "providers");
    assertTrue(ended.err().startsWith("pagelock: write error: "), ended.err());
    assertEquals(1, ended.exitCode());
  }
}
