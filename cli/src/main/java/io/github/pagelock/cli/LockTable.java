package io.github.pagelock.cli;

import com.github.freva.asciitable.ColumnData;
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
  /** Where a terminal is narrow, the columns after the state and the bytes go, one by one. */
  private static final int FIRST_EXPENDABLE = 2;

  private static final int RESIDENT_WIDTH = 14;
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
    long huge = hugeBytes(report);
    if (huge > 0) {
      out.println("the kernel keeps whole huge pages: " + Text.kilobytes(huge));
    }
    LockReport.VmLck seen = report.vmLck();
    out.println(
        seen.name()
            + " of this process: "
            + kilobytes(seen.beforeBytes())
            + " before, "
            + kilobytes(seen.lockedBytes())
            + " locked, "
            + kilobytes(seen.afterBytes())
            + " after");
    if (report.files().stream().anyMatch(row -> row.residentPagesAfter() == null)) {
      out.println(
          UNKNOWN + ": not told by the provider, or by the kernel of files that one may not write");
    }
  }

  /**
   * What is kept of files of which more is kept than pages of the usual size can be the cause of.
   */
  private static long hugeBytes(LockReport report) {
    Integer pageSize = report.pageSize();
    return pageSize == null
        ? 0
        : report.files().stream()
            .filter(row -> row.keptBytes() - row.bytes() >= 2L * pageSize)
            .mapToLong(FileRow::keptBytes)
            .sum();
  }

  private static String table(List<FileRow> files, OptionalInt width) {
    List<FileRow> rows = new ArrayList<>(files);
    if (files.size() > 1) {
      rows.add(total(files));
    }
    List<ColumnData<FileRow>> columns =
        List.of(
            FittedTable.text("State", row -> row.state() == null ? UNKNOWN : row.state()),
            FittedTable.number("Bytes", row -> Text.count(row.bytes())),
            FittedTable.number("Pages", row -> count(row.pages())),
            FittedTable.number(
                "Resident before", RESIDENT_WIDTH, row -> count(row.residentPagesBefore())),
            FittedTable.number(
                "Resident after", RESIDENT_WIDTH, row -> count(row.residentPagesAfter())));
    return new FittedTable<>(
            "File",
            row -> Shown.name(row.path()),
            columns,
            columns.subList(FIRST_EXPENDABLE, columns.size()))
        .of(rows, width);
  }

  private static FileRow total(List<FileRow> files) {
    List<@Nullable String> states = files.stream().map(FileRow::state).distinct().toList();
    return new FileRow(
        "total",
        0,
        List.of(),
        files.stream().mapToLong(FileRow::bytes).sum(),
        sum(files, FileRow::pages),
        sum(files, FileRow::residentPagesBefore),
        sum(files, FileRow::residentPagesAfter),
        files.stream().mapToLong(FileRow::keptBytes).sum(),
        states.size() == 1 ? states.get(0) : "",
        null,
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
