package io.github.pagelock.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine.ExitCode;

/** Ends the command because nobody can have what it says; {@link Main} says why, if it can. */
final class OutputFailure extends UncheckedIOException {
  /** What a shell calls the death by SIGPIPE: 128 plus the signal's number. */
  static final int CLOSED_PIPE = 141;

  private static final long serialVersionUID = 1L;

  private final boolean isClosedPipe;

  OutputFailure(IOException cause, boolean isClosedPipe) {
    super(cause);
    this.isClosedPipe = isClosedPipe;
  }

  int exitCode() {
    return isClosedPipe ? CLOSED_PIPE : ExitCode.SOFTWARE;
  }
}
