package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.pagelock.cli.Command.Ended;
import io.github.pagelock.cli.Command.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code lock --follow}, and what became of files that are held. */
class FollowCommandTest extends CommandOnFiles {
  private static JsonObject json(Ended ended) {
    return JsonParser.parseString(ended.out()).getAsJsonObject();
  }

  private JsonObject row(JsonObject report, String name) {
    for (JsonElement row : report.getAsJsonArray("files")) {
      Path path = Path.of(row.getAsJsonObject().get("path").getAsString());
      if (data.relativize(path).toString().equals(name)) {
        return row.getAsJsonObject();
      }
    }
    throw new AssertionError("no " + name + " in " + report);
  }

  private Running follow(String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("lock", "--follow", "--json", data.toString()));
    args.addAll(List.of(more));
    return command.start(List.of(), args.toArray(new String[0]));
  }

  @Test
  void filesThatComeGrowAreReplacedAndGoAreSaidAndFollowed() throws Exception {
    try (Running running = follow("--exclude", "*.tmp")) {
      running.awaitLine("locked 2 files, " + human(15) + "; following until Ctrl-C (pid ");
      assertEquals(15 * PAGE, running.vmLck());
      Path fresh = data.resolve("new file");
      Files.write(fresh, new byte[PAGE]);
      running.awaitLine("locked '" + fresh + "', " + human(1));
      Files.write(fresh, new byte[3 * PAGE], StandardOpenOption.APPEND);
      running.awaitLine("changed '" + fresh + "', " + human(4) + " locked now");
      Files.write(data.resolve("a.tmp"), new byte[PAGE]);
      Files.move(data.resolve("a.tmp"), data.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
      running.awaitLine("locked " + data.resolve("a") + ", " + human(1));
      Files.delete(data.resolve("b"));
      running.awaitLine("released " + data.resolve("b"));
      assertEquals(5 * PAGE, running.vmLck());
      running.signal("USR1");
      running.awaitLine("\"stoppedBySignal\":false");
      running.signal("TERM");
      Ended ended = running.end();
      assertEquals(143, ended.exitCode(), ended.err());
      JsonObject report = json(ended);
      assertEquals(5 * PAGE, report.get("lockedBytes").getAsLong());
      assertEquals(5 * PAGE, report.get("vmLckBytes").getAsLong());
      assertEquals(2, report.getAsJsonArray("files").size());
      assertEquals("LOCKED", row(report, "new file").get("state").getAsString());
      assertEquals("LOCKED", row(report, "a").get("state").getAsString());
    }
  }

  @Test
  void aBudgetRefusesTheNewOrReleasesTheOldest() throws Exception {
    try (Running running = follow("--budget", "60k", "--for", "1h")) {
      running.awaitLine("following for 60 min 0 s");
      Files.write(data.resolve("c"), new byte[PAGE]);
      running.awaitLine("pagelock: not locked: " + data.resolve("c"));
      running.signal("INT");
      Ended ended = running.end();
      assertEquals(130, ended.exitCode(), ended.err());
      JsonObject report = json(ended);
      assertEquals(60 << 10, report.get("budgetBytes").getAsLong());
      assertEquals("NOT_LOCKED", row(report, "c").get("state").getAsString());
    }
    Files.delete(data.resolve("c"));
    try (Running running = follow("--budget", "60k:oldest")) {
      running.awaitLine("following until");
      Files.write(data.resolve("c"), new byte[PAGE]);
      running.awaitLine(": another takes its room in the budget");
      running.awaitLine("locked " + data.resolve("c"));
      running.signal("TERM");
      assertEquals("LOCKED", row(json(running.end()), "c").get("state").getAsString());
    }
  }

  @Test
  void aBudgetSmallerThanTheFirstFileIsSaidAndNoFailure() throws Exception {
    Ended ended =
        command.run("lock", "--follow", "--for=100ms", "--budget=5k:oldest", data.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(ended.err().contains("pagelock: not locked: " + data.resolve("a")), ended.err());
    assertTrue(
        ended
            .err()
            .contains(
                ": it takes "
                    + 10 * PAGE
                    + " bytes more, and of a budget of 5120 bytes 0 are used"),
        ended.err());
    assertTrue(ended.out().contains("NOT_LOCKED"), ended.out());
    assertTrue(ended.out().contains("VmLck of this process: 0 kB"), ended.out());
  }

  @ParameterizedTest
  @CsvSource({"required, 1", "best-effort, 0"})
  void whatCannotBeLockedIsSaidAndCountsUnderTheRequiredPolicy(String policy, int exitCode)
      throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may lower a limit so");
    String limit = "--memlock=" + 8 * PAGE + ":" + 8 * PAGE;
    List<String> prefix = new ArrayList<>(List.of("prlimit", limit));
    prefix.addAll(Command.AS_NOBODY);
    Ended ended =
        command.runAs(
            prefix, "lock", "--follow", "--for=100ms", "--policy", policy, data.toString());
    assertEquals(exitCode, ended.exitCode(), ended.err());
    assertTrue(ended.err().contains("pagelock: not locked: " + data.resolve("a")), ended.err());
    assertTrue(ended.err().contains("LIMIT_EXCEEDED"), ended.err());
    assertTrue(
        ended.out().contains("VmLck of this process: " + 5 * HostPage.KIB + " kB"), ended.out());
  }

  @Test
  void anUnreadableDirectoryBelowIsSaidAndTheRestIsLocked() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another");
    Path secret = Files.createDirectory(data.resolve("secret"));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
    Ended ended =
        command.runAs(
            Command.AS_NOBODY, "lock", "--follow", "--for=100ms", "--json", data.toString());
    assertEquals(1, ended.exitCode(), ended.err());
    assertTrue(
        ended.err().contains("pagelock: skipped " + secret + ": permission denied"), ended.err());
    assertEquals(15 * PAGE, json(ended).get("lockedBytes").getAsLong());
  }

  /** As on a file system that has no inotify: here none is left for the user. */
  @Test
  void whereChangesAreNotToldThatIsSaidAndEverythingIsLookedThrough() throws Exception {
    List<String> noInotify =
        List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            "echo 0 >/proc/sys/user/max_inotify_instances && exec \"$0\" \"$@\"");
    List<String> probe = new ArrayList<>(noInotify);
    probe.add("true");
    assumeTrue(new ProcessBuilder(probe).start().waitFor() == 0, "no user namespace to be had");
    try (Running running =
        command.start(noInotify, "lock", "--follow", "--json", data.toString())) {
      running.awaitLine(
          "pagelock: changes are not told here, so it is looked through every second");
      running.awaitLine("locked 2 files, " + human(15) + "; following");
      Path fresh = Files.write(data.resolve("fresh"), new byte[PAGE]);
      running.awaitLine("locked " + fresh + ", " + human(1));
      Files.delete(data.resolve("a"));
      running.awaitLine("released " + data.resolve("a"));
      assertEquals(6 * PAGE, running.vmLck());
      running.signal("TERM");
      Ended ended = running.end();
      assertEquals(143, ended.exitCode(), ended.err());
      assertEquals(6 * PAGE, json(ended).get("lockedBytes").getAsLong());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--follow DIR/a, is a file",
    "--follow --range 4k DIR, leave --range out",
    "--follow --sync DIR, leave --workers and --sync out",
    "--follow --budget 1m DIR DIR, for one directory",
    "--budget 1m:oldest DIR, needs --follow",
    "--budget 1m:newest DIR, is not a budget"
  })
  void whatDoesNotGoTogetherIsWrongUsage(String arguments, String why) throws Exception {
    Ended ended = command.run(("lock " + arguments.replace("DIR", data.toString())).split(" "));
    assertEquals(2, ended.exitCode(), ended.err());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertTrue(ended.err().contains(why), ended.err());
  }

  @Test
  void whatIsNoDirectoryIsAnError() throws Exception {
    Ended ended = command.run("lock", "--follow", "/nonexistent");
    assertEquals(1, ended.exitCode(), ended.err());
    assertEquals("pagelock: /nonexistent: no such file or directory\n", ended.err());
  }

  @Test
  void theEndOfAHoldSaysWhatIsTrueByPath() throws Exception {
    String kept = ByteSize.human(4 * PAGE);
    for (String name : List.of("same", "grown", "replaced", "deleted", "shrunk")) {
      Files.write(data.resolve(name), new byte[4 * PAGE]);
    }
    try (Running running = command.start(List.of(), "lock", "--hold", "--json", data.toString())) {
      running.awaitLine("holding until");
      Files.write(data.resolve("grown"), new byte[PAGE], StandardOpenOption.APPEND);
      Files.write(data.resolve("fresh"), new byte[7 * PAGE]);
      Files.move(
          data.resolve("fresh"), data.resolve("replaced"), StandardCopyOption.REPLACE_EXISTING);
      Files.delete(data.resolve("deleted"));
      Files.write(data.resolve("shrunk"), new byte[PAGE]);
      running.signal("USR1");
      running.awaitLine("\"kind\":\"REPLACED\"");
      running.awaitLine("deleted: it was deleted: " + kept + " of it are locked, and stay in RAM");
      running.awaitLine(
          "grown: it grew from "
              + 4 * PAGE
              + " to "
              + 5 * PAGE
              + " bytes: "
              + kept
              + " are locked, nothing of what was added");
      running.awaitLine(
          "replaced: it was replaced: "
              + kept
              + " of the file of then are locked, nothing of the new one's "
              + ByteSize.human(7 * PAGE));
      running.awaitLine(
          "shrunk: it shrank from "
              + 4 * PAGE
              + " to "
              + PAGE
              + " bytes: "
              + ByteSize.human(PAGE)
              + " are locked");
      running.signal("TERM");
      Ended ended = running.end();
      assertEquals(143, ended.exitCode(), ended.err());
      assertTrue(ended.err().contains("it was replaced: " + kept + " of the file of then"));
      JsonObject report = json(ended);
      assertNow(row(report, "same"), "SAME", 4 * PAGE, 4 * PAGE);
      assertNow(row(report, "grown"), "GROWN", 5 * PAGE, 4 * PAGE);
      assertNow(row(report, "replaced"), "REPLACED", 7 * PAGE, 0);
      assertNow(row(report, "deleted"), "DELETED", 0, 0);
      assertNow(row(report, "shrunk"), "SHRUNK", PAGE, PAGE);
      assertEquals("LOCKED", row(report, "replaced").get("state").getAsString());
      assertEquals(4 * PAGE, row(report, "replaced").get("keptBytes").getAsLong());
    }
  }

  private static void assertNow(JsonObject row, String kind, long bytes, long lockedBytes) {
    JsonObject now = row.getAsJsonObject("now");
    assertEquals(kind, now.get("kind").getAsString());
    assertEquals(bytes, now.get("bytes").getAsLong());
    assertEquals(lockedBytes, now.get("lockedBytes").getAsLong());
  }

  @Test
  void headAndTailOfAFileAreLockedTogether() throws Exception {
    for (String engine : List.of("--workers=1", "--sync")) {
      String head = "--range=" + PAGE;
      String path = data.resolve("a").toString();
      Ended ended = command.run("lock", "--json", engine, head, "--range=-100", path);
      assertEquals(0, ended.exitCode(), ended.err());
      JsonObject row = row(json(ended), "a");
      assertEquals(PAGE + 100, row.get("bytes").getAsLong());
      assertEquals(2, row.get("pages").getAsLong());
      assertEquals(2 * PAGE, row.get("keptBytes").getAsLong());
      assertEquals("LOCKED", row.get("state").getAsString());
      assertEquals(
          "[{\"offset\":0,\"bytes\":"
              + PAGE
              + "},{\"offset\":"
              + (10 * PAGE - 100)
              + ",\"bytes\":100}]",
          row.get("ranges").toString());
      assertEquals(2 * PAGE, json(ended).getAsJsonObject("vmLck").get("lockedBytes").getAsLong());
    }
  }

  @Test
  void theHolesOfASparseFileAreLeftOut() throws Exception {
    Path sparse = data.resolve("sparse");
    try (var channel =
        java.nio.channels.FileChannel.open(
            sparse, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate(PAGE), 0);
      channel.write(java.nio.ByteBuffer.allocate(PAGE), 1 << 30);
    }
    Ended ended = command.run("lock", "--json", "--data-only", sparse.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    JsonObject row = row(json(ended), "sparse");
    assertEquals(2 * PAGE, row.get("bytes").getAsLong());
    assertEquals("LOCKED", row.get("state").getAsString());
    Ended followed =
        command.run("lock", "--follow", "--for=1ms", "--json", "--data-only", data.toString());
    assertEquals(17 * PAGE, json(followed).get("lockedBytes").getAsLong());
  }

  @Test
  void withoutFollowingABudgetIsForAllOrForThoseThatFit() throws Exception {
    String budget = 10 * HostPage.KIB + "k";
    Ended all = command.run("lock", "--budget", budget, data.toString());
    assertEquals(1, all.exitCode(), all.err());
    assertTrue(all.err().contains("2 files together: it takes " + 15 * PAGE + " bytes"), all.err());
    Ended some =
        command.run(
            "lock", "--json", "--budget=" + budget, "--policy=best-effort", data.toString());
    assertEquals(0, some.exitCode(), some.err());
    assertEquals(10 * PAGE, json(some).get("lockedBytes").getAsLong());
    String full = "of the budget of " + 10 * PAGE + " bytes " + 10 * PAGE + " are used";
    assertTrue(some.err().contains(full), some.err());
  }

  @Test
  void theGuardAgainstTheOomKillerCanBeSwitchedOff() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may lower a limit so");
    Path huge = data.resolve("huge");
    try (var channel =
        java.nio.channels.FileChannel.open(
            huge, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate(1), 1L << 40);
    }
    // A limit that refuses it too, so that it is not really locked: that is checked afterwards.
    String limit = "--memlock=" + 8 * PAGE + ":" + 8 * PAGE;
    List<String> prefix = new ArrayList<>(List.of("prlimit", limit));
    prefix.addAll(Command.AS_NOBODY);
    Command.makeReadable(data);
    Ended guarded = command.run("lock", "-q", huge.toString());
    assertTrue(guarded.err().contains("bytes more of RAM"), guarded.err());
    Ended allowed = command.runAs(prefix, "lock", "-q", "--allow-overcommit", huge.toString());
    assertEquals(1, allowed.exitCode(), allowed.err());
    assertTrue(allowed.err().contains("limit on locked memory"), allowed.err());
  }

  @Test
  void aBlockDeviceThatIsNamedIsLocked() throws Exception {
    Path disk = Files.write(dir.resolve("disk"), new byte[1 << 20]);
    String device = losetup("--show", "-f", "-r", disk.toString());
    assumeTrue(device.startsWith("/dev/"), "no loop device to be had: " + device);
    try {
      Ended ended = command.run("lock", "--json", "--range=4k:8k", "--range=-4k", device);
      assertEquals(0, ended.exitCode(), ended.err());
      JsonObject row = json(ended).getAsJsonArray("files").get(0).getAsJsonObject();
      assertEquals(12_288, row.get("keptBytes").getAsLong());
      assertEquals("LOCKED", row.get("state").getAsString());
      Ended seen = command.run("residency", "--json", device);
      assertEquals(0, seen.exitCode(), seen.err());
      assertTrue(seen.out().contains("\"pages\": 256"), seen.out());
      Ended below = command.run("lock", "--include", "none", "/dev");
      assertTrue(below.err().contains("neither a file nor a directory"), below.err());
    } finally {
      losetup("-d", device);
    }
  }

  private static String losetup(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("losetup"));
    line.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said.strip();
    } catch (IOException noSuchProgram) {
      return noSuchProgram.toString();
    }
  }
}
