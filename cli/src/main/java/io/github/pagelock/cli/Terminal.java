package io.github.pagelock.cli;

import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.Styler;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import picocli.CommandLine.Help.Ansi;

/**
 * What the launcher script found out about the streams; Java itself cannot ask. Without the script
 * neither is taken for a terminal.
 *
 * @param outWidth columns of standard output, empty if that is no terminal
 * @param errWidth columns of standard error, empty if that is no terminal
 */
record Terminal(OptionalInt outWidth, OptionalInt errWidth) {
  /** How file names are written on this machine; on Linux and BSD the locale decides. */
  static final Charset NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

  private static final String NO_COLOR = "NO_COLOR";
  private static final String OUT = "io.github.pagelock.cli.stdoutColumns";
  private static final String OUT_ROWS = "io.github.pagelock.cli.stdoutRows";
  private static final String ERR = "io.github.pagelock.cli.stderrColumns";

  static Terminal detect() {
    return new Terminal(number(OUT), number(ERR));
  }

  /** The window as it was when the command was started. */
  static Optional<Window.Size> windowAtStart() {
    OptionalInt columns = number(OUT);
    OptionalInt rows = number(OUT_ROWS);
    return columns.isPresent() && rows.isPresent()
        ? Optional.of(new Window.Size(columns.getAsInt(), rows.getAsInt()))
        : Optional.empty();
  }

  /** As if standard output were none. */
  Terminal withoutOut() {
    return new Terminal(OptionalInt.empty(), errWidth);
  }

  /** Whether a bar may be drawn with more than ASCII. */
  static boolean isUnicode() {
    return NAMES.equals(StandardCharsets.UTF_8);
  }

  /**
   * Whether standard output may be coloured.
   *
   * @see <a href="https://no-color.org">NO_COLOR</a>
   */
  Ansi ansi() {
    boolean unwanted =
        !System.getenv().getOrDefault(NO_COLOR, "").isEmpty()
            || "dumb".equals(System.getenv("TERM"));
    return outWidth.isPresent() && !unwanted ? Ansi.ON : Ansi.OFF;
  }

  /** Colours of a table's cells, by header and row; none where there are to be none. */
  Styler style(BiFunction<String, Integer, List<Ansi.Style>> styles) {
    return ansi() == Ansi.OFF ? new Styler() {} : new CellColours(styles);
  }

  private record CellColours(BiFunction<String, Integer, List<Ansi.Style>> styles)
      implements Styler {
    @Override
    public List<String> styleCell(Column column, int row, int columnIndex, List<String> lines) {
      List<Ansi.Style> wanted = styles.apply(column.getHeader(), row);
      return wanted.isEmpty() ? lines : lines.stream().map(line -> coloured(line, wanted)).toList();
    }

    private static String coloured(String text, List<Ansi.Style> styles) {
      Ansi.Style[] all = styles.toArray(new Ansi.Style[0]);
      return Ansi.Style.on(all) + text + Ansi.Style.off(all);
    }
  }

  private static OptionalInt number(String property) {
    int number = Integer.getInteger(property, 0);
    return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
  }
}
