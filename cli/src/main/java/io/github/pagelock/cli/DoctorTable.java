package io.github.pagelock.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the doctor found, a line for each. */
final class DoctorTable {
  private static final int BORDERS = 7;
  private static final int PADDING = 2;
  private static final int NARROWEST = 20;
  private static final int WITHOUT_TERMINAL = 80;

  private record Line(String what, String is) {}

  private final List<Line> lines = new ArrayList<>();

  private DoctorTable() {}

  static void print(DoctorReport report, PrintWriter out, OptionalInt width) {
    DoctorTable table = new DoctorTable();
    table.process(report);
    table.limits(report);
    table.host(report.host());
    out.println(table.text(width));
  }

  private void add(String what, @Nullable String is) {
    if (is != null) {
      lines.add(new Line(what, Shown.text(is)));
    }
  }

  private void process(DoctorReport report) {
    if (report.provider() != null) {
      add("Provider", report.provider().name() + ", because " + report.provider().why());
      add("Bridge", report.provider().bridge());
    }
    DoctorReport.Subject process = report.process();
    if (process != null) {
      add(
          "Process",
          report.pid()
              + " ("
              + process.command()
              + "), user "
              + process.uid()
              + (process.userNamespace()
                  ? ", in a user namespace: CAP_IPC_LOCK in it does not count"
                  : ""));
    }
    if (report.launchedBy() != null) {
      add("Started by", report.launchedBy().toString());
    }
    if (process != null) {
      add("Control groups", process.cgroup());
    }
  }

  private void limits(DoctorReport report) {
    DoctorReport.Limits limits = report.limits();
    String binds = limits.exemption().isEmpty() ? "" : "; " + limits.exemption() + ": no";
    if (limits.exempt()) {
      binds = "; it does not bind: " + limits.exemption();
    }
    add("Limit", "soft " + limit(limits.soft()) + ", hard " + limit(limits.hard()) + binds);
    Long locked = report.locked().bytes();
    Long ours = report.locked().byPagelock();
    if (locked != null) {
      add(
          "Locked now",
          ours == null
              ? Text.kilobytes(locked)
              : Text.kilobytes(locked)
                  + ", of which by Pagelock "
                  + Text.kilobytes(ours)
                  + ", by others "
                  + Text.kilobytes(Math.max(0, locked - ours)));
    }
    DoctorReport.Subject process = report.process();
    if (process != null && process.mappings() != null) {
      Long most = report.host().maxMappings();
      add(
          "Mappings",
          Text.count(process.mappings())
              + (most == null ? "" : " of at most " + Text.count(most) + " (vm.max_map_count)"));
    }
  }

  private static String limit(@Nullable Object bytes) {
    if (bytes instanceof Long number) {
      return ByteSize.human(number);
    }
    return bytes == null ? "unknown" : bytes.toString();
  }

  private void host(HostFacts host) {
    if (host.memoryBytes() != null && host.availableBytes() != null) {
      add(
          "Memory",
          ByteSize.human(host.availableBytes())
              + " of "
              + ByteSize.human(host.memoryBytes())
              + " available");
    }
    if (host.swapBytes() != null) {
      add(
          "Swap",
          host.swapBytes() == 0
              ? "none; pages of files that are not locked may be dropped all the same"
              : ByteSize.human(host.swapBytes()) + "; memory that is not locked may go there");
    }
    add("Huge pages", host.transparentHugePages());
    if (host.compactsLockedPages() != null) {
      add(
          "Compaction",
          host.compactsLockedPages()
              ? "vm.compact_unevictable_allowed=1: the kernel may move locked pages to another"
                  + " place in RAM, and who touches one meanwhile waits for it"
              : "vm.compact_unevictable_allowed=0: locked pages stay at their place in RAM");
    }
  }

  private String text(OptionalInt width) {
    int first = lines.stream().mapToInt(line -> line.what().length()).max().orElse(0);
    int second =
        width.isPresent()
            ? Math.max(NARROWEST, width.getAsInt() - first - BORDERS)
            : WITHOUT_TERMINAL;
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        lines,
        List.of(
            column().with(Line::what),
            column().maxWidth(second + PADDING, OverflowBehaviour.NEWLINE).with(Line::is)));
  }

  private static Column column() {
    return new Column().dataAlign(HorizontalAlign.LEFT);
  }
}
