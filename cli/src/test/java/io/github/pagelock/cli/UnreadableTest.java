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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories in which not everything can be read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnreadableTest {
  private Command command;
  private Path dir;
  private Path files;
  private Path secret;
  private Path closed;

  @BeforeAll
  void makeFiles(@TempDir Path temporary) throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
    dir = temporary;
    command = new Command(dir);
    files = Files.createDirectory(dir.resolve("files"));
    Files.write(files.resolve("a"), new byte[HostPage.BYTES]);
    secret = Files.write(files.resolve("b"), new byte[HostPage.BYTES]);
    closed = Files.createDirectory(files.resolve("c"));
    Files.write(closed.resolve("inner"), new byte[HostPage.BYTES]);
    Files.write(files.resolve("d"), new byte[HostPage.BYTES]);
    Command.makeReadable(dir);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"required", "best-effort"})
  void whatCannotBeReadBelowADirectoryIsSkippedAndSaid(String policy) throws Exception {
    Ended ended =
        command.runAs(
            Command.AS_NOBODY, "lock", "--quiet", "--json", "--policy=" + policy, files.toString());
    assertEquals(1, ended.exitCode(), ended.err());
    assertEquals(
        List.of(
            "pagelock: skipped " + closed + ": permission denied",
            "pagelock: skipped " + secret + ": permission denied"),
        ended.errLines());
    JsonObject report = JsonParser.parseString(ended.out()).getAsJsonObject();
    assertEquals(8192, report.get("lockedBytes").getAsLong());
    assertEquals(2, report.getAsJsonArray("files").size());
    assertEquals(2, report.getAsJsonArray("failures").size());
  }

  @Test
  void theOthersAreHeldMeanwhile() throws Exception {
    try (Running running = command.start(Command.AS_NOBODY, "lock", "--hold", files.toString())) {
      running.awaitLine("holding until");
      assertEquals(8192, running.vmLck());
      running.signal("TERM");
      assertEquals(143, running.end().exitCode());
    }
  }

  @Test
  void aNamedFileThatCannotBeReadFailsTheWhole() throws Exception {
    Ended ended =
        command.runAs(
            Command.AS_NOBODY, "lock", "--quiet", files.resolve("a").toString(), secret.toString());
    assertEquals(1, ended.exitCode());
    assertEquals("pagelock: " + secret + ": permission denied\n", ended.err());
  }

  @Test
  void whereNothingCanBeReadNothingIsLocked() throws Exception {
    Ended ended =
        command.runAs(
            Command.AS_NOBODY, "lock", "--quiet", "--exclude=a", "--exclude=d", files.toString());
    assertEquals(1, ended.exitCode());
    assertEquals("", ended.out());
    assertTrue(
        ended.err().endsWith("pagelock: nothing to lock: no file could be read\n"), ended.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock", "residency"})
  void whatIsExcludedIsNotLookedInto(String name) throws Exception {
    Ended ended =
        command.runAs(Command.AS_NOBODY, name, "--exclude=b", "--exclude=c", files.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertFalse(ended.err().contains("permission"), ended.err());
    assertFalse(ended.err().contains("skipped"), ended.err());
  }

  /** Names in a directory that may be read and not searched are all that is known. */
  @Test
  void whatIsExcludedIsNotEvenAskedForItsKind() throws Exception {
    Path listed = Files.createDirectory(dir.resolve("listed"));
    Files.write(listed.resolve("f"), new byte[1]);
    Files.setPosixFilePermissions(listed, PosixFilePermissions.fromString("rwxr--r--"));
    Ended ended =
        command.runAs(
            Command.AS_NOBODY,
            "lock",
            "--exclude=f",
            listed.toString(),
            files.resolve("a").toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertFalse(ended.err().contains("denied"), ended.err());
    assertEquals(
        "pagelock: skipped " + listed.resolve("f") + ": permission denied",
        command
            .runAs(
                Command.AS_NOBODY, "lock", "-q", listed.toString(), files.resolve("a").toString())
            .errLines()
            .get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock", "residency"})
  void aSymbolicLinkToADirectoryStandsForTheDirectory(String name) throws Exception {
    Path target = Files.createDirectories(dir.resolve(name + "-target/sub"));
    Files.write(target.resolve("x"), new byte[10]);
    Path link = Files.createSymbolicLink(dir.resolve(name + "-link"), target.getParent());
    Ended ended = command.run(name, "--include=sub/x", link.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(ended.out().contains(link + "/sub/x"), ended.out());
  }

  @Test
  void aLoopOfSymbolicLinksIsCalledSo() throws Exception {
    Path loop = Files.createSymbolicLink(dir.resolve("loop"), dir.resolve("loop"));
    Ended ended = command.run("lock", loop.toString());
    assertEquals(1, ended.exitCode());
    assertEquals("pagelock: " + loop + ": too many levels of symbolic links\n", ended.err());
  }
}
