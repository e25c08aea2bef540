package io.github.pagelock.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Text from elsewhere, such that a terminal shows it and does not obey it. A file's name is written
 * as a shell takes it, and quoted where that is needed.
 *
 * @see <a
 *     href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_04">
 *     Dollar-single-quotes of the shell</a>
 */
final class Shown {
  private static final String SPECIAL = " !\"#$&'()*;<>?[\\]^`{|}~";
  private static final String QUOTE = "'";

  private Shown() {}

  static String name(Path file) {
    return name(file.toString());
  }

  /** {@code plain}, {@code 'with space'} or {@code $'with\033escape'}. */
  static String name(String name) {
    if (!name.codePoints().allMatch(Shown::isPrintable)) {
      String quotable = name.replace("\\", "\\\\").replace(QUOTE, "\\'");
      return "$'" + escaped(quotable) + QUOTE;
    }
    boolean isPlain =
        !name.isEmpty() && name.codePoints().noneMatch(c -> SPECIAL.indexOf(c) >= 0 || isSpace(c));
    return isPlain ? name : QUOTE + name.replace(QUOTE, "'\\''") + QUOTE;
  }

  /** A message that may hold names; what is printable in it stays as it is. */
  static String text(String text) {
    return escaped(text);
  }

  private static String escaped(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(shown, c));
    return shown.toString();
  }

  private static void append(StringBuilder shown, int c) {
    if (isPrintable(c)) {
      shown.appendCodePoint(c);
    } else if (c == '\n') {
      shown.append("\\n");
    } else if (c == '\t') {
      shown.append("\\t");
    } else {
      for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
        shown.append(String.format(Locale.ROOT, "\\%03o", b & 0xff));
      }
    }
  }

  /** Neither a control character, nor one that only moves or hides others, nor none at all. */
  static boolean isPrintable(int c) {
    return (c >= ' ' && c <= '~') || isPrintableBeyondAscii(c);
  }

  private static boolean isPrintableBeyondAscii(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static boolean isSpace(int c) {
    return Character.getType(c) == Character.SPACE_SEPARATOR;
  }
}
