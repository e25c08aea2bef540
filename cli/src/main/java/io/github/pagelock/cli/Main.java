package io.github.pagelock.cli;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Starts the {@code pagelock} command. */
public final class Main {
  private static final int NARROWEST = 55;
  private static final int USUAL = 80;

  private Main() {}

  /**
   * Runs the command and ends the process with its exit code: 0 done, 1 failed, 2 usage; 130 and
   * 143 after SIGINT and SIGTERM, which the JVM itself sees to.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    Terminal terminal = Terminal.detect();
    return new CommandLine(new PagelockCommand())
        .setOut(new PrintWriter(System.out, true, Terminal.NAMES))
        .setErr(new PrintWriter(System.err, true, Terminal.NAMES))
        .setUsageHelpWidth(Math.max(NARROWEST, terminal.outWidth().orElse(USUAL)))
        .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.ansi()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Errors::usage)
        .setExecutionExceptionHandler(Errors::failed);
  }
}
