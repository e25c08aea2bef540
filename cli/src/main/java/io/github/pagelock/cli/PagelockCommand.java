package io.github.pagelock.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** All subcommands by annotation: for what makes manual pages and completion. */
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
