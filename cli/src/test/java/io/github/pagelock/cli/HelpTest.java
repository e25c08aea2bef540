package io.github.pagelock.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
  private static final int ONE_LINE = 70;

  /** picocli takes the first line of a description for the list, and for NAME in the manual. */
  @Test
  void theOneLineDescriptionOfEachCommandIsAWholeSentence() {
    CommandLine pagelock = new CommandLine(new PagelockCommand());
    assertEquals(9, pagelock.getSubcommands().size());
    pagelock
        .getSubcommands()
        .forEach(
            (name, command) -> {
              String first = command.getCommandSpec().usageMessage().description()[0];
              assertTrue(first.matches("[A-Z][^.:;]*\\."), name + ": " + first);
              assertTrue(first.length() <= ONE_LINE, name + ": " + first);
            });
  }

  @Test
  void aSubcommandAloneSaysWhatItSaysAmongAllOthers() {
    RootCommand.commandLine()
        .getSubcommands()
        .forEach(
            (name, among) -> {
              CommandLine line = RootCommand.commandLine(name);
              CommandLine alone = requireNonNull(line.getSubcommands().get(name), name);
              assertEquals(among.getUsageMessage(), alone.getUsageMessage());
              if (!name.equals("generate-completion")) {
                assertEquals(1, line.getSubcommands().size(), name);
              }
            });
  }

  @Test
  void whatNamesNoSubcommandMeetsAllOfThem() {
    for (String other : List.of("pagelock", "root", "Lock", "--help", "lok", "")) {
      assertEquals(9, RootCommand.commandLine(other).getSubcommands().size(), other);
    }
    assertEquals(9, RootCommand.commandLine().getSubcommands().size());
  }
}
