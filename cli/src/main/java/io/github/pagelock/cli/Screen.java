package io.github.pagelock.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jline.utils.AttributedString;

/**
 * Where something is shown again and again: in place on a terminal, within its window as that is
 * now, and one after another elsewhere.
 */
final class Screen {
  /** Something with a table. */
  interface Drawing {
    /**
     * Its lines.
     *
     * @param terminal they should fit
     * @param mostRows of the table; of others it says how many there are
     */
    List<String> lines(Terminal terminal, int mostRows);
  }

  private static final String HOME = "\u001b[H";
  private static final String CLEAR_SCREEN = "\u001b[2J";
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintWriter out;
  private final Terminal terminal;
  private final Supplier<Optional<Window.Size>> window;
  private Optional<Window.Size> before = Optional.empty();
  private boolean isDrawn;

  /**
   * Draws nothing yet.
   *
   * @param terminal without columns, nothing is drawn in place
   * @param window asked each time; without an answer it has the columns of the start, and all rows
   */
  Screen(PrintWriter out, Terminal terminal, Supplier<Optional<Window.Size>> window) {
    this.out = out;
    this.terminal = terminal;
    this.window = window;
  }

  /** That a table has more rows, where it has. */
  static List<String> more(int rows, int mostRows) {
    return rows > mostRows ? List.of("and " + Text.count(rows - mostRows) + " more") : List.of();
  }

  boolean isInPlace() {
    return terminal.outWidth().isPresent();
  }

  /** Columns of the window, or of no terminal. */
  Terminal terminalNow() {
    Optional<Window.Size> size = isInPlace() ? window.get() : Optional.empty();
    return size.map(this::of).orElse(terminal);
  }

  private Terminal of(Window.Size size) {
    return new Terminal(OptionalInt.of(size.columns()), terminal.errWidth());
  }

  /**
   * Draws it.
   *
   * @param rows of its table
   */
  void draw(int rows, Drawing drawing) {
    if (isInPlace()) {
      inPlace(rows, drawing);
    } else {
      drawing.lines(terminal, rows).forEach(out::println);
    }
    out.flush();
  }

  /** As it is. */
  void print(String text) {
    out.println(text);
    out.flush();
  }

  private void inPlace(int rows, Drawing drawing) {
    Optional<Window.Size> size = window.get();
    Terminal fitted = size.map(this::of).orElse(terminal);
    // The last one is the cursor's: a line break there would scroll.
    int room = size.map(now -> Math.max(1, now.rows() - 1)).orElse(Integer.MAX_VALUE);
    List<String> lines = drawing.lines(fitted, rows);
    if (lines.size() > room) {
      int tooMany = lines.size() - room;
      lines = drawing.lines(fitted, Math.max(0, rows - tooMany - 1));
      lines = lines.subList(Math.max(0, lines.size() - room), lines.size());
    }
    out.print(isDrawn && size.equals(before) ? HOME : CLEAR_SCREEN + HOME);
    int columns = fitted.outWidth().orElseThrow();
    lines.forEach(line -> out.println(CLEAR_LINE + cut(line, columns)));
    out.print(CLEAR_BELOW);
    before = size;
    isDrawn = true;
  }

  /** With its colours; a character may take two columns, or none. */
  private static String cut(String line, int columns) {
    AttributedString text = AttributedString.fromAnsi(line);
    return text.columnLength() <= columns ? line : text.columnSubSequence(0, columns).toAnsi();
  }
}
