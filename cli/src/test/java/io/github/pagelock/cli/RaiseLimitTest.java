package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.pagelock.cli.Command.Ended;
import io.github.pagelock.cli.Command.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code lock --raise-limit}; /proc/PID/limits is the witness. */
class RaiseLimitTest extends CommandOnFiles {
  private static final String RAISED =
      "raised the soft limit on locked memory from 32.0 KiB to 1.0 MiB";

  private static List<String> under(String limits) {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may lower a limit so");
    List<String> prefix = new ArrayList<>(List.of("prlimit", "--memlock=" + limits));
    prefix.addAll(Command.AS_NOBODY);
    return prefix;
  }

  private static String limitsOf(Running running) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + running.pid() + "/limits")).stream()
        .filter(line -> line.startsWith("Max locked memory"))
        .map(line -> line.replaceAll("[^0-9]+", " ").strip())
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject raised(Ended ended) {
    return JsonParser.parseString(ended.out()).getAsJsonObject().getAsJsonObject("raisedLimit");
  }

  @ParameterizedTest
  @CsvSource({"--hold, 32768", "--follow, 32768", "--hold, 0"})
  void itRaisesTheSoftLimitToTheHardOneAndSaysSo(String how, String soft) throws Exception {
    try (Running running =
        command.start(
            under(soft + ":1048576"), "lock", how, "--raise-limit", "--json", data.toString())) {
      running.awaitLine(soft.equals("0") ? RAISED.replace("32.0 KiB", "0 bytes") : RAISED);
      running.awaitLine("until Ctrl-C");
      assertEquals("1048576 1048576", limitsOf(running));
      assertEquals(15 * PAGE, running.vmLck());
      running.signal("TERM");
      Ended ended = running.end();
      assertEquals(143, ended.exitCode(), ended.err());
      JsonObject raised = raised(ended);
      assertEquals(Long.parseLong(soft), raised.get("softBefore").getAsLong());
      assertEquals(1 << 20, raised.get("soft").getAsLong());
      assertEquals(1 << 20, raised.get("hard").getAsLong());
      assertTrue(raised.get("notRaisedBecause").isJsonNull());
    }
  }

  @Test
  void withoutBeingAskedItRaisesNothingAndSaysThatItCould() throws Exception {
    Ended refused = command.runAs(under("32768:1048576"), "lock", "-q", data.toString());
    assertEquals(1, refused.exitCode(), refused.err());
    assertTrue(
        refused.err().endsWith(". Or give --raise-limit: the hard limit is 1.0 MiB\n"),
        refused.err());
    Path small = data.resolve("b");
    try (Running running =
        command.start(under("32768:1048576"), "lock", "--follow", "--for=1h", data.toString())) {
      running.awaitLine("Or give --raise-limit: the hard limit is 1.0 MiB");
      running.awaitLine("following for");
      assertEquals("32768 1048576", limitsOf(running));
    }
    Ended fits = command.runAs(under("32768:1048576"), "lock", "--json", small.toString());
    assertEquals(0, fits.exitCode(), fits.err());
    assertTrue(
        JsonParser.parseString(fits.out()).getAsJsonObject().get("raisedLimit").isJsonNull());
  }

  @Test
  void whereTheHardLimitIsTooLowThatIsSaidAndNotOfferedAsACure() throws Exception {
    Ended refused = command.runAs(under("32768:36864"), "lock", data.toString());
    assertEquals(1, refused.exitCode(), refused.err());
    assertFalse(refused.err().contains("--raise-limit"), refused.err());
    Ended raised = command.runAs(under("32768:36864"), "lock", "--raise-limit", data.toString());
    assertEquals(1, raised.exitCode(), raised.err());
    assertTrue(raised.err().contains("locked memory from 32.0 KiB to 36.0 KiB"), raised.err());
    assertTrue(raised.err().contains("LIMIT_EXCEEDED"), raised.err());
    assertFalse(raised.err().contains("give --raise-limit"), raised.err());
  }

  @Test
  void whereItIsTheHardLimitAlreadyThatIsSaid() throws Exception {
    Ended ended =
        command.runAs(under("1048576:1048576"), "lock", "--raise-limit", "--json", data.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    String why = "the soft limit is the hard one already";
    assertTrue(
        ended.err().contains("the limit on locked memory stays 1.0 MiB: " + why), ended.err());
    assertEquals(why, raised(ended).get("notRaisedBecause").getAsString());
  }

  @Test
  void whereNobodyCanRaiseItThatIsAnErrorLineAndTheLocksAreTried() throws Exception {
    Ended ended =
        command.run(
            "lock",
            "-q",
            "--provider=freebsd",
            "--policy=best-effort",
            "--raise-limit",
            data.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(
        ended.errLines().get(0).startsWith("pagelock: the limit on locked memory is not raised: "),
        ended.err());
  }
}
