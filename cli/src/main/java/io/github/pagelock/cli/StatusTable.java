package io.github.pagelock.cli;

import com.github.freva.asciitable.ColumnData;
import io.github.pagelock.cli.ProcessStatus.Locked;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi.Style;

/** Shows people what a process has locked. */
final class StatusTable {
  private static final String RESIDENT = "Resident kB";
  private static final String DELETED = " (deleted)";
  private static final String SWAPPED = "Swapped kB";

  private StatusTable() {}

  static List<String> lines(ProcessStatus status, Terminal terminal, int mostRows) {
    List<String> lines = new ArrayList<>();
    if (!status.locked().isEmpty() && mostRows > 0) {
      table(status, terminal, mostRows).lines().forEach(lines::add);
    }
    lines.addAll(Screen.more(status.locked().size(), mostRows));
    lines.add(
        "process "
            + status.pid()
            + " ("
            + Shown.text(status.command())
            + "): "
            + (status.locked().isEmpty() ? "nothing is locked, " : "")
            + "VmLck "
            + Text.kilobytes(status.vmLckBytes()));
    return lines;
  }

  private static String table(ProcessStatus status, Terminal terminal, int mostRows) {
    List<Locked> all = status.locked();
    List<Locked> rows = new ArrayList<>(all.subList(0, Math.min(all.size(), mostRows)));
    if (all.size() > 1) {
      rows.add(status.total());
    }
    ColumnData<Locked> mode = FittedTable.text("Mode", Locked::mode);
    ColumnData<Locked> mappings = FittedTable.number("Mappings", row -> Text.count(row.mappings()));
    ColumnData<Locked> locked = FittedTable.number("Locked kB", row -> kilo(row.lockedBytes()));
    ColumnData<Locked> resident = FittedTable.number(RESIDENT, row -> kilo(row.residentBytes()));
    ColumnData<Locked> swapped = FittedTable.number(SWAPPED, row -> kilo(row.swappedBytes()));
    return new FittedTable<>(
            "File",
            row -> name(row.file()),
            List.of(mode, mappings, locked, resident, swapped),
            List.of(mappings, mode, swapped))
        .of(
            rows,
            terminal.outWidth(),
            terminal.style((header, row) -> style(header, rows.get(row))));
  }

  /** What a lock promises and the kernel does not say. */
  private static List<Style> style(String header, Locked row) {
    if (header.equals(RESIDENT) && row.isPlain() && row.residentBytes() < row.lockedBytes()) {
      return List.of(Style.fg_yellow);
    }
    return header.equals(SWAPPED) && row.swappedBytes() > 0 ? List.of(Style.fg_red) : List.of();
  }

  /** What is no path is the kernel's own word, such as [heap]; a path may be of a deleted file. */
  private static String name(String file) {
    if (!file.startsWith("/")) {
      return Shown.text(file);
    }
    return file.endsWith(DELETED)
        ? Shown.name(file.substring(0, file.length() - DELETED.length())) + DELETED
        : Shown.name(file);
  }

  private static String kilo(long bytes) {
    return Text.count(bytes >> 10);
  }
}
