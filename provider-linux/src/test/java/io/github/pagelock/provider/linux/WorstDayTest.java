package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.provider.linux.worstday.WorstDayMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassReader;

/**
 * X1 to X4 at once: in a process of its own, every allocation of the library, every thread that it
 * starts, every call of its provider, and what users give it, may fail; and the pages, the requests
 * and the callbacks come out right.
 *
 * <p>Other rounds: {@code -Dpagelock.worstDay.seed=2}, also {@code .first} and {@code .rounds}.
 */
@Tag("long")
class WorstDayTest {
  private static final String PROPERTY = "pagelock.worstDay.";

  /** Exit codes of the process, as WorstDayMain says. */
  private static final List<Integer> FOUND = List.of(2, 3);

  /** Of the places that allocate; a third more have failed when this was written. */
  private static final int MANY_SITES = 200;

  @TempDir Path directory;

  @Test
  void tenThousandRoundsInWhichAnythingMayFailHangNowhereAndLeaveNothingBehind() throws Exception {
    int rounds = Integer.getInteger(PROPERTY + "rounds", 10_000);
    String first = System.getProperty(PROPERTY + "first", "0");
    String seed = System.getProperty(PROPERTY + "seed", "1");
    ChildJvm.Result result = rounds(seed, first, "" + rounds, "30", "NONE");
    assertEquals(
        0,
        result.exit(),
        () ->
            result.output()
                + "\nThis round again: -Dtest=WorstDayTest -D"
                + PROPERTY
                + "seed=SEED -D"
                + PROPERTY
                + "first=ROUND -D"
                + PROPERTY
                + "rounds=1, as its first line says; or some before it, or several times.");
    assertEquals("" + rounds, result.value("rounds"));
    // That it was a bad day: everything has failed, and everything has worked.
    for (String counted :
        List.of(
            "allocations",
            "threads",
            "calls",
            "requests.locked",
            "requests.failed",
            "requests.cancelled",
            "handles.degraded",
            "kernel.lock",
            "kernel.lockOnFault",
            "kernel.populate",
            "kernel.queued")) {
      long count = Long.parseLong(result.value(counted));
      assertTrue(count >= rounds / 100, counted + " " + result.output());
    }
    int failed = Integer.parseInt(result.value("sites.failed"));
    assertTrue(rounds < 10_000 || failed >= MANY_SITES, failed + " places have failed");
  }

  @ParameterizedTest
  @CsvSource({"SETTLE", "HANDLERS", "UNLOCK"})
  void anEngineThatIsBrokenOnPurposeIsFound(String sabotage) throws Exception {
    ChildJvm.Result result = rounds("1", "0", "1000", "5", sabotage);
    assertTrue(FOUND.contains(result.exit()), result.output());
  }

  private ChildJvm.Result rounds(String... arguments) throws IOException, InterruptedException {
    List<Path> classPath = new ArrayList<>(ChildJvm.classPath());
    classPath.add(
        Path.of(ClassReader.class.getProtectionDomain().getCodeSource().getLocation().getPath()));
    List<String> command =
        ChildJvm.java(classPath, List.of("-Xmx128m"), WorstDayMain.class, arguments);
    Path output = directory.resolve("rounds.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      // It looks itself for what does not move any more.
      assertTrue(process.waitFor(25, TimeUnit.MINUTES), () -> "still running: " + command);
    } finally {
      process.destroyForcibly();
    }
    return new ChildJvm.Result(process.exitValue(), Files.readString(output));
  }
}
