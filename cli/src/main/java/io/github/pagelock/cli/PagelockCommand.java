package io.github.pagelock.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** The command with all its subcommands. */
@Command(
    versionProvider = BuildVersion.class,
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
final class PagelockCommand extends RootCommand {
  PagelockCommand() {}
}
