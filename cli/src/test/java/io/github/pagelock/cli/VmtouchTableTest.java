package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.cli.Command.Ended;
import io.github.pagelock.cli.Command.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/cli.md says to those who come from vmtouch is what the command does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VmtouchTableTest {
  private static final String OPTIONS = "0 F I L P b d e f h i l m o p q t v w";
  private static final Pattern COMMAND = Pattern.compile("`pagelock ([^`]+)`");

  private Command command;
  private Map<String, String> names = Map.of();

  @BeforeAll
  void makeFiles(@TempDir Path dir) throws IOException {
    command = new Command(dir);
    Path data = Files.createDirectory(dir.resolve("data"));
    Path file = Files.write(data.resolve("a.idx"), new byte[20_000]);
    Path list = Files.writeString(dir.resolve("list"), file + "\n");
    Path list0 = Files.writeString(dir.resolve("list0"), file + "\0");
    Path link = Files.createSymbolicLink(dir.resolve("link"), file);
    names =
        Map.of(
            "DIR", data.toString(),
            "FILE", file.toString(),
            "LIST", list.toString(),
            "LIST0", list0.toString(),
            "LINK", link.toString(),
            "PIDFILE", dir.resolve("pid").toString());
  }

  private static List<String> table() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "cli.md"));
    int begin = text.indexOf("| vmtouch |");
    String table = text.substring(begin, text.indexOf("\n\n", begin));
    return table.lines().skip(2).toList();
  }

  static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    for (String line : table()) {
      Matcher matcher = COMMAND.matcher(line);
      while (matcher.find()) {
        commands.add(matcher.group(1));
      }
    }
    return commands;
  }

  @Test
  void everyOptionOfVmtouchHasALine() throws IOException {
    Set<String> letters = new TreeSet<>();
    Matcher options = Pattern.compile("(?m)^\\| `-(\\w)").matcher(String.join("\n", table()));
    while (options.find()) {
      letters.add(options.group(1));
    }
    assertEquals(OPTIONS, String.join(" ", letters));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyLineDoesWhatItSays(String line) throws Exception {
    List<String> arguments = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      arguments.add(names.getOrDefault(word, word));
    }
    String[] args = arguments.toArray(new String[0]);
    if (!arguments.contains("--hold")) {
      Ended ended = command.run(args);
      assertEquals(0, ended.exitCode(), ended.err());
      assertEquals(arguments.contains("-q"), ended.out().isEmpty(), ended.out());
      return;
    }
    try (Running running = command.start(List.of(), args)) {
      running.awaitLine("holding until");
      assertTrue(running.vmLck() > 0);
      running.signal("TERM");
      assertEquals(143, running.end().exitCode());
    }
  }
}
