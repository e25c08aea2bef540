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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real command on the running kernel, with vmtouch as the judge. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResidencyCommandTest {
  private static final int PAGE = HostPage.BYTES;
  private static final Pattern VMTOUCH = Pattern.compile("Resident Pages: (\\d+)/(\\d+) ");
  private static final int PATIENCE = 10;

  private Path dir;
  private Command command;

  @BeforeAll
  void copyTheCommand(@TempDir Path temporary) throws IOException {
    dir = temporary;
    command = new Command(dir);
  }

  private static String run(String... line) throws Exception {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }

  private static void assumeVmtouch() {
    try {
      new ProcessBuilder("vmtouch").start().waitFor();
    } catch (IOException | InterruptedException none) {
      assumeTrue(false, "there is no vmtouch (apt-get install vmtouch)");
    }
  }

  private record Pages(long resident, long all) {
    static Pages told(String vmtouch) {
      Matcher matcher = VMTOUCH.matcher(vmtouch);
      assertTrue(matcher.find(), vmtouch);
      return new Pages(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    static Pages told(JsonObject json) {
      return new Pages(json.get("residentPages").getAsLong(), json.get("pages").getAsLong());
    }
  }

  private List<Path> tenFilesPartlyEvicted() throws Exception {
    Path files = Files.createDirectory(dir.resolve("ten"));
    List<Path> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Path file = Files.write(files.resolve("file-" + i), new byte[i * 300_000 + 1]);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true); // only clean pages can be evicted
      }
      all.add(file);
    }
    for (int i = 2; i < 10; i++) {
      run("vmtouch", "-q", "-e", "-p", i + "k-" + i * 90 + "k", all.get(i).toString());
    }
    run("vmtouch", "-q", "-e", all.get(5).toString());
    return all;
  }

  @Test
  void tenPartlyEvictedFilesHaveAsManyPagesInRamAsVmtouchSays() throws Exception {
    assumeVmtouch();
    List<Path> files = tenFilesPartlyEvicted();
    // The kernel may evict more at any time, so vmtouch is asked before and after.
    for (int round = 0; ; round++) {
      List<Pages> before = eachByVmtouch(files);
      Ended ended = command.run("residency", "--json", dir.resolve("ten").toString());
      List<Pages> after = eachByVmtouch(files);
      if (!before.equals(after) && round < PATIENCE) {
        continue;
      }
      assertEquals(0, ended.exitCode(), ended.err());
      JsonObject report = JsonParser.parseString(ended.out()).getAsJsonObject();
      List<Pages> told = new ArrayList<>();
      report.getAsJsonArray("files").forEach(file -> told.add(Pages.told(file.getAsJsonObject())));
      assertEquals(after, told);
      Pages all = Pages.told(run("vmtouch", dir.resolve("ten").toString()));
      assertEquals(all, Pages.told(report.getAsJsonObject("total")));
      assertTrue(all.resident() > 0 && all.resident() < all.all(), "nothing to tell apart: " + all);
      return;
    }
  }

  private static List<Pages> eachByVmtouch(List<Path> files) throws Exception {
    List<Pages> pages = new ArrayList<>();
    for (Path file : files) {
      pages.add(Pages.told(run("vmtouch", file.toString())));
    }
    return pages;
  }

  private Path sparse(String name, long size) throws IOException {
    Path path = dir.resolve(name);
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
    return path;
  }

  @Test
  void lookingTwiceAtAnUntouchedFileBringsNothingIn() throws Exception {
    Path cold = sparse("cold", 200L * PAGE);
    for (int time = 0; time < 2; time++) {
      Ended ended = command.run("residency", cold.toString());
      assertEquals(0, ended.exitCode(), ended.err());
      assertTrue(ended.out().matches("(?s).*1 file: [01] of 200 pages in RAM.*"), ended.out());
      assertEquals("", ended.err());
      assertFalse(ended.out().contains("\u001b"), "colours, and there is no terminal");
    }
  }

  @Test
  void watchLooksAgainAndSaysWhatItLeavesOutOnce() throws Exception {
    Path files = Files.createDirectory(dir.resolve("watched"));
    Files.write(files.resolve("a"), new byte[PAGE]);
    Files.write(files.resolve("empty"), new byte[0]);
    try (Running running =
        command.start(List.of(), "residency", "--json", "--watch=10ms", files.toString())) {
      JsonObject first = JsonParser.parseString(running.readLine()).getAsJsonObject();
      assertEquals(1, first.getAsJsonArray("files").size());
      Files.write(files.resolve("b"), new byte[2 * PAGE]);
      JsonObject next = first;
      while (next.getAsJsonArray("files").size() < 2) {
        next = JsonParser.parseString(running.readLine()).getAsJsonObject();
      }
      assertEquals(3, next.getAsJsonObject("total").get("pages").getAsLong());
      Files.delete(files.resolve("a"));
      Files.delete(files.resolve("b"));
      while (next.getAsJsonArray("files").size() > 0) {
        next = JsonParser.parseString(running.readLine()).getAsJsonObject();
      }
      running.signal("INT");
      Ended ended = running.end();
      assertEquals(130, ended.exitCode(), ended.err());
      assertEquals(List.of("skipped " + files.resolve("empty") + ": empty"), ended.errLines());
    }
  }

  @Test
  void withSortTheFileOfWhichMostIsMissingComesFirst() throws Exception {
    Path files = Files.createDirectory(dir.resolve("sorted"));
    sparse("sorted/a", 10 * PAGE);
    sparse("sorted/b", 1000 * PAGE);
    sparse("sorted/c", 100 * PAGE);
    Ended ended = command.run("residency", "--sort", "--json", files.toString());
    List<String> names = new ArrayList<>();
    JsonParser.parseString(ended.out())
        .getAsJsonObject()
        .getAsJsonArray("files")
        .forEach(file -> names.add(file.getAsJsonObject().get("path").getAsString()));
    assertEquals(List.of(files + "/b", files + "/c", files + "/a"), names);
  }

  @Test
  void whereTheKernelPretendsNothingIsTold() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
    Path foreign = sparse("foreign", 50L * PAGE);
    Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rw-r--r--"));
    Ended ended = command.runAs(Command.AS_NOBODY, "residency", foreign.toString());
    assertEquals(0, ended.exitCode(), ended.err());
    assertTrue(ended.out().contains("[?]"), ended.out());
    assertTrue(ended.out().contains("not in the total: 1 file, 50 pages"), ended.out());
    Ended json = command.runAs(Command.AS_NOBODY, "residency", "--json", foreign.toString());
    JsonObject report = JsonParser.parseString(json.out()).getAsJsonObject();
    JsonObject file = report.getAsJsonArray("files").get(0).getAsJsonObject();
    assertTrue(file.get("residentPages").isJsonNull(), json.out());
    assertTrue(file.get("map").isJsonNull(), json.out());
    assertEquals(50, report.getAsJsonObject("notTold").get("pages").getAsLong());
    assertEquals(0, report.getAsJsonObject("total").get("files").getAsInt());
  }

  @Test
  void oneUnreadableFileIsSaidAndTheOthersAreShown() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
    Path files = Files.createDirectory(dir.resolve("mixed"));
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path secret = Files.write(files.resolve("secret"), new byte[1]);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path closed = Files.createDirectory(files.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Path open = Files.write(files.resolve("open"), new byte[1]);
    Ended ended =
        command.runAs(
            Command.AS_NOBODY, "residency", files.toString(), "/nonexistent", "/dev/null");
    assertEquals(1, ended.exitCode());
    assertTrue(ended.out().contains(open.toString()), ended.out());
    assertEquals(
        List.of(
            "pagelock: " + closed + ": permission denied",
            "pagelock: /nonexistent: no such file or directory",
            "pagelock: /dev/null: neither a regular file, a block device nor a directory, so it cannot be mapped",
            "pagelock: " + secret + ": permission denied"),
        ended.errLines());
  }

  @Test
  void anEmptyDirectoryIsSaidInOneLine() throws Exception {
    Path files = Files.createDirectory(dir.resolve("nothing"));
    Ended ended = command.run("residency", files.toString());
    assertEquals(1, ended.exitCode());
    assertEquals("pagelock: nothing to look at: no file was found\n", ended.err());
    Files.createFile(files.resolve("empty"));
    assertEquals(
        "pagelock: nothing to look at: skipped " + files.resolve("empty") + ": empty\n",
        command.run("residency", files.toString()).err());
  }
}
