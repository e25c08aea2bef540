package io.github.pagelock.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Starts the {@code pagelock} command. */
public final class Main {
  private static final int NARROWEST = 55;
  private static final int USUAL = 80;

  // No option has such a type, and setting up their converters takes a tenth of a short run.
  static {
    System.setProperty("picocli.converters.excludes", "java\\.(time|sql)\\..*");
  }

  private Main() {}

  /**
   * Runs the command and ends the process with its exit code: 0 done, 1 failed, also where the
   * output could not be written, 2 usage, 141 if nobody reads it; 130 and 143 after SIGINT and
   * SIGTERM, which the JVM itself sees to.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(run(args, StandardStream.out(), StandardStream.err()));
  }

  static int run(String[] args, StandardStream out, StandardStream err) {
    PrintWriter output = out.writer();
    PrintWriter errors = err.writer();
    int code;
    try {
      code = commandLine(args, output, errors).execute(args);
      output.flush();
      errors.flush();
    } catch (OutputFailure e) {
      code = e.exitCode();
    }
    if (out.isClosedPipe() || err.isClosedPipe()) {
      return OutputFailure.CLOSED_PIPE;
    }
    out.failure().ifPresent(why -> errors.println("pagelock: write error: " + Errors.reason(why)));
    boolean incomplete = out.failure().isPresent() || err.failure().isPresent();
    return incomplete && code == ExitCode.OK ? ExitCode.SOFTWARE : code;
  }

  /** Help and versions are printed here, where no handler of exceptions is asked. */
  private static int execute(ParseResult parsed) {
    parsed.asCommandLineList().stream()
        .filter(CommandLine::isVersionHelpRequested)
        .forEach(each -> each.getCommandSpec().version(new BuildVersion().getVersion()));
    try {
      return new RunLast().execute(parsed);
    } catch (OutputFailure e) {
      return e.exitCode();
    }
  }

  private static CommandLine commandLine(String[] args, PrintWriter out, PrintWriter err) {
    Terminal terminal = Terminal.detect();
    return RootCommand.commandLine(args)
        .setOut(out)
        .setErr(err)
        .setUsageHelpWidth(Math.max(NARROWEST, terminal.outWidth().orElse(USUAL)))
        .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.ansi()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(Main::execute)
        .setParameterExceptionHandler(Errors::usage)
        .setExecutionExceptionHandler(Errors::failed);
  }
}
