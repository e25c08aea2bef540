package io.github.pagelock.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without a subcommand. */
@Command(
    name = "pagelock",
    description = "Keep files in RAM and show what the kernel says of them.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = BuildVersion.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed, or not everything could be read or written; a line on stderr says why",
      "2:wrong usage",
      "129, 130, 143:ended by SIGHUP, SIGINT, SIGTERM, after unlocking",
      "141:nobody reads the output any more (SIGPIPE); unlocked as well"
    },
    subcommands = {
      LockCommand.class,
      ResidencyCommand.class,
      TouchCommand.class,
      EvictCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      DemoCommand.class,
      ProvidersCommand.class,
      AutoComplete.GenerateCompletion.class
    })
final class PagelockCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean debug;

  PagelockCommand() {}

  boolean isDebug() {
    return debug;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "say what to do, such as pagelock lock FILE");
  }
}
