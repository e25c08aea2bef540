package io.github.pagelock.cli;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import io.github.pagelock.cli.Command.Ended;
import io.github.pagelock.cli.Command.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** File names that a terminal would obey; a shell is the judge of how they are shown. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamesTest {
  /** Sets the window's title, clears the screen, begins a line of its own. */
  private static final String EVIL = "a\033]0;owned\007\033[2J\nb\u009b31m";

  private static final String SHOWN = "$'a\\033]0;owned\\007\\033[2J\\nb\\302\\23331m'";

  private Path dir;
  private Command command;
  private Path files;
  private Path evil;

  @BeforeAll
  void makeFiles(@TempDir Path temporary) throws IOException {
    dir = temporary;
    command = new Command(dir).withJvmOption("-Dsun.jnu.encoding=UTF-8");
    assumeTrue(Terminal.isUnicode(), "names are not in UTF-8 here");
    files = Files.createDirectory(dir.resolve("files"));
    evil = Files.write(files.resolve(EVIL), new byte[10_000]);
    Files.createFile(files.resolve(EVIL + "empty"));
    Command.makeReadable(files);
  }

  private String shown() {
    return "$'" + files + "/" + SHOWN.substring(2);
  }

  private static void assertNoControl(String text) {
    text.codePoints()
        .filter(c -> c != '\n')
        .forEach(c -> assertFalse(Character.isISOControl(c), () -> "control " + c + " in " + text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock", "residency", "lock --policy=best-effort"})
  void tablesAndNoticesShowNamesQuoted(String line) throws Exception {
    Ended ended = command.run((line + " " + files).split(" "));
    assertEquals(0, ended.exitCode(), ended.err());
    assertNoControl(ended.out());
    assertNoControl(ended.err());
    assertTrue(ended.out().contains(shown()), ended.out());
    assertTrue(ended.err().contains("empty': empty"), ended.err());
  }

  @Test
  void jsonHasTheNameItself() throws Exception {
    for (String line : List.of("lock --json", "residency --json")) {
      Ended ended = command.run((line + " -q " + files).split(" "));
      assertNoControl(ended.out());
      assertEquals(
          evil.toString(),
          JsonParser.parseString(ended.out())
              .getAsJsonObject()
              .getAsJsonArray("files")
              .get(0)
              .getAsJsonObject()
              .get("path")
              .getAsString());
    }
  }

  @Test
  void aListThatEndsWithNulHasTheNameItself() throws Exception {
    Path list = dir.resolve("list");
    Files.write(list, (evil + "\0").getBytes(StandardCharsets.UTF_8));
    Ended ended = command.run("lock", "-q", "--files-from=" + list, "-0");
    assertEquals(0, ended.exitCode(), ended.err());
  }

  @Test
  void errorsShowNamesQuoted() throws Exception {
    Path missing = files.resolve(EVIL + "missing");
    for (String[] line :
        new String[][] {
          {"lock", missing.toString()},
          {"residency", missing.toString()},
          {"lock", "--files-from=" + missing},
          {"lock", "--range=" + EVIL, files.toString()},
          {"lock", "--nosuch" + EVIL},
          {"lock", "--provider=" + EVIL, evil.toString()},
          {EVIL}
        }) {
      Ended ended = command.run(line);
      assertTrue(ended.exitCode() == 1 || ended.exitCode() == 2, ended.err());
      assertNoControl(ended.err());
      assertTrue(ended.err().contains("\\033"), ended.err());
    }
  }

  @Test
  void aRefusalShowsTheNameQuoted() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
    Path secret = Files.write(dir.resolve(EVIL + "secret"), new byte[1]);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Ended ended = command.runAs(Command.AS_NOBODY, "lock", secret.toString());
    assertEquals(1, ended.exitCode(), ended.err());
    assertNoControl(ended.err());
    assertTrue(ended.err().contains("secret': permission denied"), ended.err());
  }

  @Test
  void debugShowsNamesQuotedToo() throws Exception {
    Ended ended = command.run("lock", "--debug", files.resolve(EVIL + "missing").toString());
    assertNoControl(ended.err());
    assertTrue(ended.err().contains("NoSuchFileException"), ended.err());
  }

  @Test
  void statusShowsTheKernelsNamesQuoted() throws Exception {
    try (Running held = command.start(List.of(), "lock", "--hold", evil.toString())) {
      held.awaitLine("holding until");
      Ended ended = command.run("status", Long.toString(held.pid()));
      assertEquals(0, ended.exitCode(), ended.err());
      assertNoControl(ended.out());
      // The kernel itself writes a line feed as \012.
      assertTrue(ended.out().contains("$'" + files + "/a\\033]0;owned\\007"), ended.out());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"status PID", "doctor --pid PID"})
  void theNameOfAProcessIsShownWithoutItsControlCharacters(String line) throws Exception {
    Path program = Files.copy(Path.of("/bin/sleep"), dir.resolve("e\033[2J"), COPY_ATTRIBUTES);
    Process process = new ProcessBuilder(program.toString(), "60").start();
    try {
      Ended ended = command.run(line.replace("PID", Long.toString(process.pid())).split(" "));
      assertNoControl(ended.out() + ended.err());
      assertTrue(ended.out().contains("(e\\033[2J)"), ended.out());
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(program);
    }
  }
}
