package io.github.pagelock.cli;

import com.github.freva.asciitable.ColumnData;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Prints for people what is kept of directories that are followed. */
final class FollowTable {
  private FollowTable() {}

  static void print(FollowReport report, PrintWriter out, OptionalInt width) {
    if (!report.files().isEmpty()) {
      out.println(table(report.files(), width));
    }
    out.println(
        "followed "
            + HoldTime.human(Duration.ofNanos((long) (report.followedSeconds() * 1e9)))
            + ": "
            + ByteSize.human(report.lockedBytes())
            + " of "
            + Text.files(report.files().size())
            + (report.budgetBytes() == null
                ? ""
                : ", budget " + ByteSize.human(report.budgetBytes())));
    out.println(
        report.lockedName()
            + " of this process: "
            + Text.kilobytes(Objects.requireNonNullElse(report.vmLckBytes(), -1L)));
  }

  private static String table(List<FollowReport.Row> files, OptionalInt width) {
    List<FollowReport.Row> rows = new ArrayList<>(files);
    if (files.size() > 1) {
      rows.add(
          new FollowReport.Row(
              "total",
              files.stream().mapToLong(FollowReport.Row::bytes).sum(),
              files.stream().mapToLong(FollowReport.Row::lockedBytes).sum(),
              "",
              null));
    }
    List<ColumnData<FollowReport.Row>> columns =
        List.of(
            FittedTable.text("State", FollowReport.Row::state),
            FittedTable.number("Bytes", row -> Text.count(row.bytes())),
            FittedTable.number("Locked", row -> Text.count(row.lockedBytes())));
    return new FittedTable<>(
            "File", row -> Shown.name(row.path()), columns, columns.subList(1, columns.size()))
        .of(rows, width);
  }
}
