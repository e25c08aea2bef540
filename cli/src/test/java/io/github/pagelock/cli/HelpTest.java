package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
