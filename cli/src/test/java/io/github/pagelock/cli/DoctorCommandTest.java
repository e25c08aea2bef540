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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real doctor under real limits; a remedy counts when the same command succeeds after it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorCommandTest {
  private static final int MIB = 1 << 20;
  private static final Pattern LINE_TO_PASTE = Pattern.compile("`([^`]+)`");

  private Path dir;
  private Command command;

  @BeforeAll
  void copyTheCommand(@TempDir Path temporary) throws IOException {
    dir = temporary;
    command = new Command(dir);
  }

  private static void assumeRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
  }

  private static List<String> withLimits(long soft, long hard, String... more) {
    assumeRoot();
    List<String> prefix = new ArrayList<>(List.of("prlimit", "--memlock=" + soft + ":" + hard));
    prefix.addAll(Command.AS_NOBODY);
    prefix.addAll(List.of(more));
    return prefix;
  }

  private static JsonObject report(Ended ended) {
    return JsonParser.parseString(ended.out()).getAsJsonObject();
  }

  private static String cause(JsonObject report) {
    return report.getAsJsonObject("problem").get("cause").getAsString();
  }

  private static String lineToPaste(JsonObject report) {
    String remedies =
        report.getAsJsonObject("problem").getAsJsonArray("remedies").get(0).toString();
    Matcher line = LINE_TO_PASTE.matcher(remedies);
    assertTrue(line.find(), remedies);
    return line.group(1);
  }

  @Test
  void whatIsNeededIsReallyLockedAndUnlocked() throws Exception {
    Ended ended = command.runAs(withLimits(8 * MIB, 8 * MIB), "doctor", "--json", "--need=6m");
    assertEquals(0, ended.exitCode(), ended.err());
    assertEquals("", ended.err());
    JsonObject report = report(ended);
    assertTrue(report.get("canLock").getAsBoolean());
    assertTrue(report.get("problem").isJsonNull(), ended.out());
    JsonObject trial = report.getAsJsonObject("trial");
    assertEquals(6 * MIB, trial.get("lockedBytes").getAsLong());
    assertEquals(0, trial.get("vmLckBefore").getAsLong());
    assertEquals(6 * MIB, trial.get("vmLckLocked").getAsLong());
    assertEquals(0, trial.get("vmLckAfter").getAsLong());
    assertEquals(65534, report.getAsJsonObject("process").get("uid").getAsLong());
    assertEquals("linux", report.getAsJsonObject("provider").get("name").getAsString());
    assertEquals(8 * MIB, report.getAsJsonObject("limits").get("soft").getAsLong());
  }

  @Test
  void moreThanAPieceIsHeldAtOnce() throws Exception {
    assumeRoot();
    Ended ended = command.run("doctor", "--need=130m");
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(ended.out().contains("133,120 kB locked, 0 kB after"), ended.out());
    assertTrue(ended.out().contains("CAN lock 130 MiB."), ended.out());
  }

  @Test
  void withoutANeedItSaysHowMuchCanBeLocked() throws Exception {
    Ended ended = command.runAs(withLimits(65536, 65536), "doctor", "--json");
    assertEquals(0, ended.exitCode(), ended.err());
    assertEquals(65536, report(ended).get("lockableBytes").getAsLong());
    assertEquals("LIMIT", cause(report(ended)));
    Ended table = command.runAs(withLimits(65536, 65536), "doctor");
    assertTrue(table.out().contains("CAN lock up to 64.0 KiB more now."), table.out());
    assertTrue(table.out().contains("effective CAP_IPC_LOCK: no"), table.out());
  }

  @Test
  void aLimitOf0PreventsEverything() throws Exception {
    Ended ended = command.runAs(withLimits(0, 0), "doctor");
    assertEquals(1, ended.exitCode(), ended.out());
    assertTrue(ended.out().contains("CANNOT lock anything."), ended.out());
    assertTrue(ended.out().contains("LIMIT_ZERO: "), ended.out());
    assertTrue(ended.out().contains("  Remedy: "), ended.out());
    assertFalse(ended.out().contains("["), () -> "an object, not its text: " + ended.out());
    assertEquals("pagelock: nothing can be locked: LIMIT_ZERO\n", ended.err());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 65536})
  void theLineToPasteCuresTheShell(long soft) throws Exception {
    Ended ill = command.runAs(withLimits(soft, 8 * MIB), "doctor", "--json", "--need=1m");
    assertEquals(1, ill.exitCode(), ill.out());
    assertEquals(soft == 0 ? "LIMIT_ZERO" : "LIMIT", cause(report(ill)));
    assertTrue(report(ill).get("trial").isJsonNull(), ill.out());
    String line = lineToPaste(report(ill));
    Ended cured =
        command.runAs(
            withLimits(soft, 8 * MIB, "sh", "-c", line + " && exec \"$@\"", "sh"),
            "doctor",
            "--json",
            "--need=1m");
    assertEquals(0, cured.exitCode(), line + ": " + cured.err());
    assertEquals(MIB, report(cured).getAsJsonObject("trial").get("lockedBytes").getAsLong());
  }

  @Test
  void theLineToPasteCuresAProcessThatRuns() throws Exception {
    List<String> waiting =
        withLimits(65536, 8 * MIB, "sh", "-c", "echo ready; read go; exec \"$@\"", "sh");
    try (Running process = command.start(waiting, "doctor", "--json", "--need=1m")) {
      assertEquals("ready", process.readLine());
      String pid = Long.toString(process.pid());
      Ended ill = command.run("doctor", "--json", "--need=1m", "--pid", pid);
      assertEquals(1, ill.exitCode(), ill.out());
      assertEquals("LIMIT", cause(report(ill)));
      List<String> cure = new ArrayList<>(Command.AS_NOBODY);
      cure.addAll(List.of("sh", "-c", lineToPaste(report(ill))));
      assertEquals(0, new ProcessBuilder(cure).inheritIO().start().waitFor());
      process.write("go\n");
      Ended cured = process.end();
      assertEquals(0, cured.exitCode(), cured.out());
    }
  }

  @Test
  void moreThanTheMemoryThatIsLeftIsRefusedBeforeItIsTried() throws Exception {
    assumeRoot();
    Ended ended = command.run("doctor", "--json", "--need=1000g");
    assertEquals(1, ended.exitCode());
    assertTrue(cause(report(ended)).startsWith("MEMORY"), ended.out());
    assertTrue(report(ended).get("trial").isJsonNull());
  }

  @Test
  void aSignalStopsTheTrialAndUnlocks() throws Exception {
    assumeRoot();
    try (Running running = command.start(List.of(), "doctor", "--need=3g")) {
      running.awaitLine("locking memory");
      while (running.vmLck() == 0) {
        Thread.onSpinWait();
      }
      running.signal("INT");
      Ended ended = running.end();
      assertEquals(130, ended.exitCode(), ended.err());
      assertTrue(ended.out().contains("kB locked, 0 kB after"), ended.out());
      assertFalse(ended.out().contains("CAN lock"), ended.out());
    }
  }

  @Test
  void whatJavaDoesNotGiveIsSaidInOneLine() throws Exception {
    Command narrow =
        new Command(Files.createDirectory(dir.resolve("narrow")))
            .withJvmOption("-XX:MaxDirectMemorySize=1m");
    Ended ended = narrow.runAs(withLimits(8 * MIB, 8 * MIB), "doctor", "--json", "--need=6m");
    assertEquals(1, ended.exitCode());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertTrue(ended.err().contains("MaxDirectMemorySize"), ended.err());
  }

  @Test
  void inAUserNamespaceRootIsBoundByTheLimit() throws Exception {
    List<String> namespace = withLimits(65536, 65536, "unshare", "-Ur");
    List<String> probe = new ArrayList<>(namespace);
    probe.add("true");
    Process tried = new ProcessBuilder(probe).redirectErrorStream(true).start();
    String out = new String(tried.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(tried.waitFor() == 0, "no user namespaces for ordinary users here: " + out);
    Ended ended = command.runAs(namespace, "doctor", "--json", "--need=1m");
    assertEquals(1, ended.exitCode(), ended.out());
    JsonObject report = report(ended);
    assertEquals("LIMIT", cause(report));
    assertEquals(0, report.getAsJsonObject("process").get("uid").getAsLong());
    assertTrue(report.getAsJsonObject("process").get("userNamespace").getAsBoolean());
    assertFalse(report.getAsJsonObject("limits").get("exempt").getAsBoolean(), ended.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "doctor --need=0",
        "doctor --need=much",
        "doctor --pid=0",
        "doctor --pid=1 --provider=linux",
        "doctor --process --need=1m",
        "doctor --process --pid=1",
        "doctor --heap=1g",
        "doctor --process --heap=0",
        "doctor nonsense"
      })
  void wrongUsageEndsWithOneLineAndTwo(String arguments) throws Exception {
    Ended ended = command.run(arguments.split(" "));
    assertEquals(2, ended.exitCode(), ended.err());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertEquals("", ended.out());
  }

  @Test
  void aProcessThatIsNotThereIsAnError() throws Exception {
    Ended ended = command.run("doctor", "--pid=999999999");
    assertEquals(1, ended.exitCode());
    assertTrue(ended.err().startsWith("pagelock: there is no process 999999999"), ended.err());
  }

  @Test
  void aJvmThatMayLockAllOfItselfIsToldSo() throws Exception {
    assumeRoot();
    Ended ended = command.run("doctor", "--process", "--heap", "64m");
    assumeTrue(ended.exitCode() == 0, "not here");
    assertTrue(
        ended.out().contains("CAN lock the whole of a JVM with a heap of 64.0 MiB, by chunks"),
        ended.out());
  }

  @Test
  void aLimitThatIsTooLowForTheWholeProcessIsToldWithWhatToSet() throws Exception {
    Ended ended =
        command.runAs(withLimits(8 * MIB, 8 * MIB), "doctor", "--process", "--heap", "8g");
    assertEquals(1, ended.exitCode(), ended.out());
    assertTrue(
        ended.out().contains("CANNOT lock the whole of a JVM with a heap of 8.0 GiB."),
        ended.out());
    assertTrue(ended.out().contains("bytes too low"), ended.out());
    assertTrue(ended.out().contains("Remedy: "), ended.out());
    JsonObject json =
        report(
            command.runAs(
                withLimits(8 * MIB, 8 * MIB), "doctor", "--process", "--heap", "8g", "--json"));
    assertEquals("LIMIT", cause(json));
    assertEquals(8L << 30, json.getAsJsonObject("wholeProcess").get("heapBytes").getAsLong());
    assertFalse(json.get("canLock").getAsBoolean());
  }
}
