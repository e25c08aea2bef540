package io.github.pagelock.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or standard error that ends the command when it cannot be written. {@code
 * System.out} would go on in silence.
 */
final class StandardStream extends OutputStream {
  /** EPIPE as strerror(3) says it; JDKs tell no errno. */
  private static final String CLOSED_PIPE = "broken pipe";

  private final OutputStream file;
  private final boolean isForErrors;
  private @Nullable IOException failure;

  StandardStream(OutputStream file, boolean isForErrors) {
    this.file = file;
    this.isForErrors = isForErrors;
  }

  static StandardStream out() {
    return new StandardStream(new FileOutputStream(FileDescriptor.out), false);
  }

  static StandardStream err() {
    return new StandardStream(new FileOutputStream(FileDescriptor.err), true);
  }

  PrintWriter writer() {
    return new PrintWriter(this, true, Terminal.NAMES);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * Writes, or, after the first failure, does nothing.
   *
   * @throws OutputFailure the first time, but for an error message that a full device refuses: the
   *     work goes on, and the exit code tells
   */
  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (failure != null) {
      return;
    }
    try {
      file.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      if (!isForErrors || isClosedPipe()) {
        throw new OutputFailure(e, isClosedPipe());
      }
    }
  }

  /** Why not everything was written; empty if it was. */
  synchronized Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether that was because nobody reads any more. */
  synchronized boolean isClosedPipe() {
    return failure != null
        && String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains(CLOSED_PIPE);
  }
}
