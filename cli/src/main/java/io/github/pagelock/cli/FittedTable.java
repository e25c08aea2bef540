package io.github.pagelock.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import com.github.freva.asciitable.Styler;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A table that fits a terminal: its first column holds names, which are shortened from the left
 * where it is narrow; then columns are left out.
 *
 * @param header of the names
 * @param name of a row
 * @param others the columns after it
 * @param expendable those of them that may be left out, the first first
 */
record FittedTable<T>(
    String header,
    Function<T, String> name,
    List<ColumnData<T>> others,
    List<ColumnData<T>> expendable) {
  private static final int FULL_NAME = 10_000;
  private static final int SHORTEST_NAME = 12;
  private static final int PADDING = 2;
  private static final int WIDEST_NUMBER = 24;
  private static final Styler PLAIN = new Styler() {};

  String of(List<T> rows, OptionalInt width) {
    return of(rows, width, PLAIN);
  }

  /** All of it where there is no width. */
  String of(List<T> rows, OptionalInt width, Styler styler) {
    List<ColumnData<T>> columns = new ArrayList<>(others);
    if (width.isEmpty()) {
      return table(FULL_NAME, columns, rows, styler);
    }
    int longest = rows.stream().mapToInt(row -> name.apply(row).length()).max().orElse(0);
    longest = Math.max(longest, header.length());
    int shortest = Math.min(longest, SHORTEST_NAME);
    for (int leftOut = 0; ; leftOut++) {
      String whole = table(FULL_NAME, columns, rows, PLAIN);
      int tooWide =
          Math.max(0, whole.lines().mapToInt(String::length).max().orElse(0) - width.getAsInt());
      if (tooWide <= longest - shortest || leftOut == expendable.size()) {
        int shown = Math.max(shortest, longest - tooWide);
        return table(shown + PADDING, columns, rows, styler);
      }
      columns.remove(expendable.get(leftOut));
    }
  }

  private String table(int nameWidth, List<ColumnData<T>> columns, List<T> rows, Styler styler) {
    List<ColumnData<T>> all = new ArrayList<>();
    all.add(
        aligned(header, HorizontalAlign.LEFT)
            .maxWidth(nameWidth, OverflowBehaviour.ELLIPSIS_LEFT)
            .with(name));
    all.addAll(columns);
    return AsciiTable.builder()
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
        .data(rows, all)
        .styler(styler)
        .asString();
  }

  /** A column of words. */
  static <T> ColumnData<T> text(String header, Function<T, String> text) {
    return aligned(header, HorizontalAlign.LEFT).with(text);
  }

  /** A column of words that is not broken into lines where it is no wider than this. */
  static <T> ColumnData<T> text(String header, int widest, Function<T, String> text) {
    return aligned(header, HorizontalAlign.LEFT).maxWidth(widest + PADDING).with(text);
  }

  /** A column of numbers. */
  static <T> ColumnData<T> number(String header, Function<T, String> text) {
    return number(header, WIDEST_NUMBER, text);
  }

  /** A column of numbers, whose header is broken into lines where it is wider than this. */
  static <T> ColumnData<T> number(String header, int widest, Function<T, String> text) {
    return aligned(header, HorizontalAlign.RIGHT)
        .maxWidth(widest, OverflowBehaviour.NEWLINE)
        .with(text);
  }

  private static Column aligned(String header, HorizontalAlign align) {
    return new Column().header(header).headerAlign(align).dataAlign(align);
  }
}
