import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes the command's completion for bash, zsh and fish, each under the name that its shell looks
 * for.
 */
public final class Completions {
  private static final String NAME = "pagelock";

  /** Where picocli's script sets up whichever shell reads it. */
  private static final String SET_UP = "if [ -n \"$BASH_VERSION\" ]; then";

  private static final String SET_UP_END = "\nfi\n";

  private Completions() {}

  /**
   * @param args the directory, and the class of the command
   */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createDirectories(Path.of(args[0]));
    Constructor<?> command = Class.forName(args[1]).getDeclaredConstructor();
    command.setAccessible(true);
    CommandLine line = new CommandLine(command.newInstance());
    // Without "#!": it is read, not run.
    String bash = AutoComplete.bash(NAME, line).replaceFirst("^#!.*\n", "");
    write(directory.resolve(NAME), bash);
    write(directory.resolve("_" + NAME), zsh(bash));
    write(directory.resolve(NAME + ".fish"), fish(line.getCommandSpec()));
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text.endsWith("\n") ? text : text + "\n");
  }

  /**
   * Zsh calls such a file as a function: it sets up no shell, and its first call has to complete
   * too.
   */
  private static String zsh(String bash) {
    int from = bash.indexOf(SET_UP);
    int to = bash.indexOf(SET_UP_END, from);
    if (from < 0 || to < 0) {
      throw new IllegalStateException("picocli's script has changed: no " + SET_UP);
    }
    return "#compdef "
        + NAME
        + "\n"
        + bash.substring(0, from)
        + "autoload -Uz bashcompinit && bashcompinit\n"
        + "compopt() { complete \"$@\" }\n"
        + bash.substring(to + SET_UP_END.length())
        + "_bash_complete -o default -F _complete_"
        + NAME
        + "\n";
  }

  private static String fish(CommandSpec command) {
    List<String> lines = new ArrayList<>();
    String first = "-n __fish_use_subcommand";
    for (OptionSpec option : command.options()) {
      lines.add(fish(first, option));
    }
    for (CommandLine subcommand : command.subcommands().values()) {
      CommandSpec spec = subcommand.getCommandSpec();
      lines.add(
          "complete -c "
              + NAME
              + " -f "
              + first
              + " -a "
              + spec.name()
              + described(spec.usageMessage().description()));
      String within = "-n '__fish_seen_subcommand_from " + spec.name() + "'";
      for (OptionSpec option : spec.options()) {
        if (!option.hidden()) {
          lines.add(fish(within, option));
        }
      }
    }
    return String.join("\n", lines);
  }

  private static String fish(String condition, OptionSpec option) {
    StringBuilder line = new StringBuilder("complete -c " + NAME + " " + condition);
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      line.append(" -r"); // a file, where nothing else is known
      if (option.completionCandidates() != null) {
        line.append(" -f -a ").append(quoted(String.join(" ", option.completionCandidates())));
      }
    }
    return line + described(option.description());
  }

  /** The first sentence: there is one line for it. */
  private static String described(String[] text) {
    String all =
        String.join(" ", text)
            .replaceAll("@\\|\\w+ ([^|]*)\\|@", "$1")
            .replace("%n", " ")
            .replace("%%", "%");
    String first = all.replaceFirst("(?s)[.;] .*|\\.$| \\(.*", "");
    return first.isEmpty() ? "" : " -d " + quoted(first);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
