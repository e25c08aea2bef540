package io.github.pagelock.cli;

import java.io.IOError;
import java.io.IOException;
import java.util.Optional;
import org.jline.terminal.TerminalBuilder;

/** The terminal's window, which may change its size at any time. */
final class Window implements AutoCloseable {
  /**
   * How large it is.
   *
   * @param columns characters in a line
   * @param rows lines
   */
  record Size(int columns, int rows) {}

  private final org.jline.terminal.Terminal terminal;

  private Window(org.jline.terminal.Terminal terminal) {
    this.terminal = terminal;
  }

  /** Empty where standard input or output is none, or nothing here can ask for its size. */
  static Optional<Window> open() {
    try {
      return Optional.of(new Window(TerminalBuilder.builder().system(true).dumb(false).build()));
    } catch (IOException | IllegalStateException none) {
      return Optional.empty();
    }
  }

  /** Empty where it does not tell. */
  Optional<Size> size() {
    try {
      org.jline.terminal.Size size = terminal.getSize();
      return size.getColumns() > 0 && size.getRows() > 0
          ? Optional.of(new Size(size.getColumns(), size.getRows()))
          : Optional.empty();
    } catch (IOError closed) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
