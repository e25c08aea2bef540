package io.github.pagelock.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without its subcommands, of which reading one takes as long as starting a JVM. */
@Command(
    name = "pagelock",
    description = "Keep files in RAM and show what the kernel says of them.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed, or not everything could be read or written; a line on stderr says why",
      "2:wrong usage",
      "129, 130, 143:ended by SIGHUP, SIGINT, SIGTERM, after unlocking",
      "141:nobody reads the output any more (SIGPIPE); unlocked as well"
    })
class RootCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[a-z]+");

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean debug;

  RootCommand() {}

  /** With the one subcommand that is named first, or with all of them. */
  static CommandLine commandLine(String... args) {
    if (args.length == 1 && args[0].equals("--version")) {
      return new CommandLine(new RootCommand());
    }
    Optional<Class<?>> named = args.length == 0 ? Optional.empty() : subcommand(args[0]);
    CommandLine line = new CommandLine(new RootCommand());
    for (Class<?> type : named.isPresent() ? new Class<?>[] {named.get()} : all()) {
      line.addSubcommand(type);
    }
    return line;
  }

  private static Class<?>[] all() {
    return PagelockCommand.class.getDeclaredAnnotation(Command.class).subcommands();
  }

  /**
   * The class that is called as the subcommand is; to read all annotations is what takes so long.
   */
  static Optional<Class<?>> subcommand(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    String simple = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Command";
    try {
      Class<?> type = Class.forName(RootCommand.class.getPackageName() + "." + simple);
      return RootCommand.class.isAssignableFrom(type) ? Optional.empty() : Optional.of(type);
    } catch (ClassNotFoundException none) {
      return Optional.empty();
    }
  }

  boolean isDebug() {
    return debug;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "say what to do, such as pagelock lock FILE");
  }
}
