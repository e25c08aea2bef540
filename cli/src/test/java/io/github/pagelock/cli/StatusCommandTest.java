package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One command looks at another that has locked files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusCommandTest {
  private static final int MIB = 1 << 20;

  private Command command;
  private Path big;
  private Path small;

  @BeforeAll
  void makeFiles(@TempDir Path dir) throws IOException {
    command = new Command(dir);
    Path data = Files.createDirectory(dir.resolve("data"));
    small = Files.write(data.resolve("a small one"), new byte[10_000]);
    big = Files.write(data.resolve("big"), new byte[MIB]);
  }

  private Running holding(String... options) throws IOException {
    List<String> args = new ArrayList<>(List.of("lock", "--hold"));
    args.addAll(List.of(big.toString(), small.toString()));
    args.addAll(List.of(options));
    return command.start(List.of(), args.toArray(new String[0])).awaitLine("holding until");
  }

  @Test
  void whatAnotherProcessHasLockedIsShownByFile() throws Exception {
    try (Running held = holding()) {
      Ended ended = command.run("status", "--json", Long.toString(held.pid()));
      assertEquals(0, ended.exitCode(), ended.err());
      JsonObject status = JsonParser.parseString(ended.out()).getAsJsonObject();
      assertEquals(held.vmLck(), status.get("vmLckBytes").getAsLong());
      JsonObject first = status.getAsJsonArray("locked").get(0).getAsJsonObject();
      assertEquals(big.toString(), first.get("file").getAsString());
      assertEquals("plain", first.get("mode").getAsString());
      assertEquals(MIB, first.get("lockedBytes").getAsLong());
      assertEquals(MIB, first.get("residentBytes").getAsLong());
      JsonObject total = status.getAsJsonObject("total");
      assertEquals(held.vmLck(), total.get("lockedBytes").getAsLong());
      assertEquals(2, total.get("mappings").getAsInt());
      Ended table = command.run("status", Long.toString(held.pid()));
      assertTrue(table.out().contains("| '" + small + "' "), table.out());
      assertTrue(table.out().contains("VmLck 1,036 kB"), table.out());
    }
  }

  @Test
  void onFaultLocksAreCalledSo() throws Exception {
    try (Running held = holding("--on-fault")) {
      Ended ended = command.run("status", Long.toString(held.pid()));
      assertTrue(ended.out().contains("| on-fault |"), ended.out());
    }
  }

  @Test
  void watchLooksAgainUntilTheProcessEnds() throws Exception {
    try (Running held = holding();
        Running watch =
            command.start(
                List.of(), "status", "--json", "--watch=100ms", Long.toString(held.pid()))) {
      for (int i = 0; i < 3; i++) {
        JsonObject status = JsonParser.parseString(watch.readLine()).getAsJsonObject();
        assertEquals(MIB + HostPage.whole(10_000), status.get("vmLckBytes").getAsLong());
      }
      held.signal("TERM");
      Ended ended = watch.end();
      assertEquals(0, ended.exitCode(), ended.err());
      assertEquals("process " + held.pid() + " has ended\n", ended.err());
    }
  }

  @Test
  void aSignalEndsTheWatchWithItsExitCode() throws Exception {
    try (Running held = holding();
        Running watch =
            command.start(List.of(), "status", "--watch=1h", Long.toString(held.pid()))) {
      watch.readLine();
      watch.signal("INT");
      Ended ended = watch.end();
      assertEquals(130, ended.exitCode(), ended.err());
      assertEquals("", ended.err());
    }
  }

  @Test
  void anotherUsersProcessIsRefusedInOneLine() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
    Ended ended = command.runAs(Command.AS_NOBODY, "status", "1");
    assertEquals(1, ended.exitCode());
    assertEquals(
        "pagelock: /proc/1/smaps: permission denied: only root and the process's own user may read"
            + " it\n",
        ended.err());
    assertEquals("", ended.out());
  }

  @Test
  void aProcessThatIsNotThereIsAnError() throws Exception {
    Ended ended = command.run("status", "999999999");
    assertEquals(1, ended.exitCode());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertTrue(ended.err().startsWith("pagelock: there is no process 999999999"), ended.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"status", "status x", "status 0", "status 1 2", "status --watch 1 1", "residency"})
  void wrongUsageEndsWithOneLineAndTwo(String arguments) throws Exception {
    Ended ended = command.run(arguments.split(" "));
    assertEquals(2, ended.exitCode(), ended.err());
    assertEquals(1, ended.errLines().size(), ended.err());
    assertEquals("", ended.out());
  }
}
