package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM makes of a page beyond the end of a file, by version: docs/freebsd.md. */
class BeyondTheEndTest {
  @TempDir private static Path directory;
  private static Path library;

  @BeforeAll
  static void compileTheSimulator() throws Exception {
    library = new SimulatorFixture(directory, 1).library;
  }

  private static CommandLine.Output read(int version, int translation) throws Exception {
    return new CommandLine(directory)
        .run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:ErrorFile=" + directory.resolve("hs_err.log"),
                "-cp",
                System.getProperty("java.class.path"),
                BeyondTheEndMain.class.getName(),
                library.toString(),
                directory.resolve("file" + version + translation).toString(),
                "" + version,
                "" + translation));
  }

  private static void assertAnError(CommandLine.Output output) {
    assertEquals(List.of("read 0", "InternalError"), output.text().lines().toList());
    assertEquals(0, output.exitCode());
  }

  @Test
  void sigbusIsAnError() throws Exception {
    assertAnError(read(1500000, 0));
  }

  @Test
  void on12_1ItIsSigsegvAndEndsTheJvm() throws Exception {
    CommandLine.Output output = read(1201000, 0);

    assertNotEquals(0, output.exitCode());
    assertTrue(output.text().contains("SIGSEGV"), output::text);
  }

  @Test
  void on12_1ASettingMakesItAnErrorAgain() throws Exception {
    assertAnError(read(1201000, 1));
  }
}
