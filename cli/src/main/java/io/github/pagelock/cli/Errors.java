package io.github.pagelock.cli;

import io.github.pagelock.PageLockException;
import io.github.pagelock.files.OverBudgetException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what went wrong, and chooses the exit code. */
final class Errors {
  /** ELOOP; Java adds what it guesses. */
  private static final String LOOP = "Too many levels of symbolic links";

  private Errors() {}

  static int usage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = oneLine(e.getMessage()).replaceFirst("^Error: ", "");
    if (e instanceof UnmatchedArgumentException unmatched) {
      message += suggestion(unmatched);
    }
    command.getErr().println("pagelock: " + message + " (see '" + name + " --help')");
    if (isDebug(command)) {
      printTrace(e, command.getErr());
    }
    return ExitCode.USAGE;
  }

  static int failed(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof OutputFailure output) {
      return output.exitCode(); // Main says why, if it can
    }
    if (e instanceof ParameterException usage) {
      return usage(usage, new String[0]);
    }
    command.getErr().println("pagelock: " + describe(e));
    if (isDebug(command)) {
      printTrace(e, command.getErr());
    }
    return ExitCode.SOFTWARE;
  }

  static String describe(Throwable e) {
    if (e instanceof CliException
        || e instanceof PageLockException
        || e instanceof OverBudgetException) {
      return oneLine(e.getMessage());
    }
    return "unexpected error, please report it: " + oneLine(e.toString()) + " (--debug tells more)";
  }

  /** What the operating system said of a file, without Java's names for it. */
  static CliException of(Path path, IOException e) {
    return new CliException(Shown.name(path) + ": " + reason(e), e);
  }

  /** What the operating system said, without Java's names for it. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NotDirectoryException) {
      return "not a directory";
    }
    if (e instanceof FileSystemLoopException) {
      return "too many levels of symbolic links";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      if (system.getReason().startsWith(LOOP)) {
        return LOOP.toLowerCase(Locale.ROOT);
      }
      return oneLine(system.getReason());
    }
    String message = e.getMessage();
    return oneLine(message == null ? e.toString() : message);
  }

  private static void printTrace(Throwable e, PrintWriter err) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace, true));
    trace
        .toString()
        .lines()
        .map(line -> line.replace("\t", "    "))
        .map(Shown::text)
        .forEach(err::println);
  }

  private static boolean isDebug(CommandLine command) {
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.getCommand() instanceof RootCommand pagelock && pagelock.isDebug();
  }

  private static String suggestion(UnmatchedArgumentException unmatched) {
    return unmatched.getSuggestions().isEmpty()
        ? ""
        : "; did you mean " + unmatched.getSuggestions().get(0) + "?";
  }

  private static String oneLine(@Nullable String text) {
    return text == null
        ? "no reason given"
        : Shown.text(text.strip().replaceAll("\\s*\\R\\s*", " "));
  }
}
