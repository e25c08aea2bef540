package io.github.pagelock.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

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

  private static final String OUT = "io.github.pagelock.cli.stdoutColumns";
  private static final String ERR = "io.github.pagelock.cli.stderrColumns";

  static Terminal detect() {
    return new Terminal(columns(OUT), columns(ERR));
  }

  /** Whether a bar may be drawn with more than ASCII. */
  static boolean isUnicode() {
    return NAMES.equals(StandardCharsets.UTF_8);
  }

  private static OptionalInt columns(String property) {
    int columns = Integer.getInteger(property, 0);
    return columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
  }
}
