package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.cli.Command.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bash offers, and whether the command takes it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompletionTest {
  private static final String COMPLETE =
      ". \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _complete_pagelock;"
          + " printf '%s\\n' \"${COMPREPLY[@]}\"";

  private Path dir;
  private Command command;

  @BeforeAll
  void copyTheCommand(@TempDir Path temporary) throws IOException {
    dir = temporary;
    command = new Command(dir);
  }

  @ParameterizedTest
  @CsvSource({"'', 'required,best-effort'", "b, best-effort", "req, required"})
  void completionOffersPoliciesAsTheyAreWritten(String begun, String offered) throws Exception {
    Ended script = command.run("generate-completion");
    assertEquals(0, script.exitCode(), script.err());
    Path file = Files.writeString(dir.resolve("completion.bash"), script.out());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                COMPLETE,
                "bash",
                file.toString(),
                "pagelock",
                "lock",
                "--policy",
                begun)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, bash.waitFor(), out);
    assertEquals(offered.replace(',', '\n'), out.strip());
  }

  @Test
  void theCommandTakesWhatIsOffered() throws Exception {
    Path file = Files.write(dir.resolve("file"), new byte[10]);
    for (String policy : new String[] {"required", "best-effort"}) {
      Ended ended = command.run("lock", "--policy", policy, file.toString());
      assertEquals(0, ended.exitCode(), ended.err());
    }
  }
}
