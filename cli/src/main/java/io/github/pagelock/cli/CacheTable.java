package io.github.pagelock.cli;

import com.github.freva.asciitable.ColumnData;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Prints for people what was brought into RAM or dropped. */
final class CacheTable {
  private static final String UNKNOWN = "?";

  private CacheTable() {}

  static void print(CacheReport report, Progress.Verb verb, PrintWriter out, OptionalInt width) {
    CacheReport.Row total = total(report);
    if (!report.files().isEmpty()) {
      out.println(table(report.files(), total, width));
    }
    out.println(
        verb.done()
            + " "
            + Text.files(report.files().size())
            + ", "
            + ByteSize.human(report.bytes())
            + ", in "
            + HoldTime.human(Duration.ofNanos((long) (report.seconds() * 1e9)))
            + ": "
            + count(total.residentPagesBefore())
            + " pages in RAM before, "
            + count(total.residentPagesAfter())
            + " after");
  }

  private static String table(
      List<CacheReport.Row> files, CacheReport.Row total, OptionalInt width) {
    List<CacheReport.Row> rows = new ArrayList<>(files);
    if (files.size() > 1) {
      rows.add(total);
    }
    List<ColumnData<CacheReport.Row>> columns =
        List.of(
            FittedTable.number("Pages", row -> count(row.pages())),
            FittedTable.number("In RAM before", row -> count(row.residentPagesBefore())),
            FittedTable.number("In RAM after", row -> count(row.residentPagesAfter())));
    return new FittedTable<>("File", row -> Shown.name(row.path()), columns, columns.subList(0, 1))
        .of(rows, width);
  }

  private static CacheReport.Row total(CacheReport report) {
    return new CacheReport.Row(
        "total",
        report.bytes(),
        sum(report, CacheReport.Row::pages),
        sum(report, CacheReport.Row::residentPagesBefore),
        sum(report, CacheReport.Row::residentPagesAfter));
  }

  private static @Nullable Long sum(
      CacheReport report, Function<CacheReport.Row, @Nullable Long> column) {
    long sum = 0;
    for (CacheReport.Row row : report.files()) {
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
}
