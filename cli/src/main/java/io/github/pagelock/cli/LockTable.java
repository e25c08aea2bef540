package io.github.pagelock.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Prints a report for people. */
final class LockTable {
  private static final int FULL_NAME = 10_000;
  private static final int SHORTEST_NAME = 12;
  private static final int PADDING = 2;

  /** Where a terminal is narrow, the columns after the state and the bytes go, one by one. */
  private static final int FIRST_EXPENDABLE = 2;

  private static final int EXPENDABLE = 3;
  private static final String UNKNOWN = "?";

  private LockTable() {}

  static void print(LockReport report, PrintWriter out, OptionalInt width) {
    if (!report.files().isEmpty()) {
      out.println(table(report.files(), width));
    }
    if (report.filesNotReached() > 0) {
      out.println(Text.files(report.filesNotReached()) + " not reached before the signal.");
    }
    if (report.gibPerSecond() != null) {
      out.println(
          "locked "
              + ByteSize.human(report.lockedBytes())
              + " in "
              + time(report.lockingSeconds())
              + ", "
              + speed(report.gibPerSecond())
              + " GiB/s");
    }
    LockReport.VmLck seen = report.vmLck();
    out.println(
        "VmLck of this process: "
            + kilobytes(seen.beforeBytes())
            + " before, "
            + kilobytes(seen.lockedBytes())
            + " locked, "
            + kilobytes(seen.afterBytes())
            + " after");
    if (report.files().stream().anyMatch(row -> row.residentPagesAfter() == null)) {
      out.println(UNKNOWN + ": not told, as Linux does not of files that one may not write");
    }
  }

  private static String table(List<FileRow> files, OptionalInt width) {
    List<FileRow> rows = new ArrayList<>(files);
    if (files.size() > 1) {
      rows.add(total(files));
    }
    List<ColumnData<FileRow>> columns = new ArrayList<>(columns());
    String table = table(FULL_NAME, columns, rows);
    if (width.isEmpty()) {
      return table;
    }
    int longest = files.stream().mapToInt(row -> row.path().length()).max().orElse(0);
    longest = Math.max(longest, "total".length());
    for (int leftOut = 0; ; leftOut++) {
      int tooWide = table.lines().mapToInt(String::length).max().orElse(0) - width.getAsInt();
      int name = Math.max(Math.min(longest, SHORTEST_NAME), longest - Math.max(0, tooWide));
      table = table(name + PADDING, columns, rows);
      if (tooWide <= longest - name || leftOut == EXPENDABLE) {
        return table;
      }
      columns.remove(FIRST_EXPENDABLE);
      table = table(FULL_NAME, columns, rows);
    }
  }

  private static String table(int nameWidth, List<ColumnData<FileRow>> others, List<FileRow> rows) {
    List<ColumnData<FileRow>> columns = new ArrayList<>();
    columns.add(
        new Column()
            .header("File")
            .headerAlign(HorizontalAlign.LEFT)
            .dataAlign(HorizontalAlign.LEFT)
            .maxWidth(nameWidth, OverflowBehaviour.ELLIPSIS_LEFT)
            .with(FileRow::path));
    columns.addAll(others);
    return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, rows, columns);
  }

  private static List<ColumnData<FileRow>> columns() {
    return List.of(
        new Column()
            .header("State")
            .headerAlign(HorizontalAlign.LEFT)
            .dataAlign(HorizontalAlign.LEFT)
            .with(row -> row.state() == null ? UNKNOWN : row.state()),
        number("Bytes", row -> Text.count(row.bytes())),
        number("Pages", row -> count(row.pages())),
        number("Resident before", row -> count(row.residentPagesBefore())),
        number("Resident after", row -> count(row.residentPagesAfter())));
  }

  private static ColumnData<FileRow> number(String header, Function<FileRow, String> text) {
    return new Column()
        .header(header)
        .maxWidth(header.startsWith("Resident") ? 14 : 24, OverflowBehaviour.NEWLINE)
        .headerAlign(HorizontalAlign.RIGHT)
        .dataAlign(HorizontalAlign.RIGHT)
        .with(text);
  }

  private static FileRow total(List<FileRow> files) {
    List<@Nullable String> states = files.stream().map(FileRow::state).distinct().toList();
    return new FileRow(
        "total",
        0,
        files.stream().mapToLong(FileRow::bytes).sum(),
        sum(files, FileRow::pages),
        sum(files, FileRow::residentPagesBefore),
        sum(files, FileRow::residentPagesAfter),
        states.size() == 1 ? states.get(0) : "",
        null);
  }

  private static @Nullable Long sum(List<FileRow> files, Function<FileRow, @Nullable Long> column) {
    long sum = 0;
    for (FileRow row : files) {
      Long value = column.apply(row);
      if (value == null) {
        return null;
      }
      sum += value;
    }
    return sum;
  }

  private static String count(@Nullable Long pages) {
    return pages == null ? UNKNOWN : Text.count(pages);
  }

  private static String kilobytes(@Nullable Long bytes) {
    return Text.kilobytes(Objects.requireNonNullElse(bytes, -1L));
  }

  private static String time(double seconds) {
    return HoldTime.human(Duration.ofNanos((long) (seconds * 1e9)));
  }

  private static String speed(double gibPerSecond) {
    return String.format(Locale.ROOT, gibPerSecond < 0.1 ? "%.3f" : "%.1f", gibPerSecond);
  }
}
