package io.github.pagelock.cli;

import org.jspecify.annotations.Nullable;

/** Ends the command with exit code 1 and its message as the only line. */
final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CliException(String message) {
    super(message);
  }

  CliException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
