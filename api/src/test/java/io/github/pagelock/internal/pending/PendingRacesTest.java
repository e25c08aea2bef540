package io.github.pagelock.internal.pending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.internal.book.Ledger;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@link PendingRaces} under jcstress, in a JVM of its own. */
@Tag("long")
class PendingRacesTest {
  private static final List<Class<?>> RACES =
      List.of(
          PendingRaces.CompletionAgainstCancel.class,
          PendingRaces.RollbackAgainstCompletion.class,
          PendingRaces.TwoCancels.class,
          PendingRaces.SubmitAgainstClose.class);

  @TempDir Path directory;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void eachRaceHasOneOfTheEndsThatTheTableAllows() throws Exception {
    Assumptions.assumeTrue(
        Runtime.getRuntime().availableProcessors() > 1, "jcstress races two threads on two cores");
    Path output = directory.resolve("output");
    Process jcstress =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                "org.openjdk.jcstress.Main",
                "-t",
                PendingRaces.class.getSimpleName(),
                "-jvmArgs",
                "-XX:+UseSerialGC",
                "-hs",
                "256",
                "-sc",
                "false",
                "-af",
                "NONE",
                "-f",
                "1",
                "-iters",
                "2",
                "-time",
                "400",
                // An iteration ends with a stride: of 10,240 tests, as usual, one takes seconds.
                "-strideCount",
                "4",
                // Names also what has passed.
                "-v",
                "-r",
                directory.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exitCode;
    try {
      exitCode = jcstress.waitFor();
    } finally {
      jcstress.destroy();
    }
    String text = Files.readString(output);
    assertEquals(0, exitCode, text);
    for (Class<?> race : RACES) {
      assertTrue(text.contains(race.getSimpleName()), () -> "did not run " + race + ":\n" + text);
    }
  }

  /** Where this test's own classes come from; on the module path no property has all of it. */
  private static String classPath() throws ClassNotFoundException, URISyntaxException {
    Set<String> places = new LinkedHashSet<>();
    for (String name :
        List.of(
            Ledger.class.getName(),
            PendingRacesTest.class.getName(),
            "org.openjdk.jcstress.Main",
            "joptsimple.OptionParser",
            "com.sun.jna.Native",
            "com.sun.jna.Platform")) {
      Class<?> one = Class.forName(name);
      places.add(
          Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(File.pathSeparator, places);
  }
}
