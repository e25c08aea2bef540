package io.github.pagelock.cli;

import com.github.freva.asciitable.ColumnData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Help.Ansi.Style;

/** Prints for people how much of files is in RAM. */
final class ResidencyTable {
  private static final String UNKNOWN = "?";
  private static final String SHARE = "%";
  private static final int NARROWEST_MAP = 10;

  /** As wide as vmtouch's. */
  static final int WIDEST_MAP = 60;

  private ResidencyTable() {}

  /** A third of a terminal. */
  static int mapWidth(Terminal terminal) {
    int third = terminal.outWidth().orElse(3 * WIDEST_MAP) / 3;
    return Math.max(NARROWEST_MAP, Math.min(WIDEST_MAP, third));
  }

  static List<String> lines(ResidencyReport report, Terminal terminal, int mapWidth, int mostRows) {
    List<String> lines = new ArrayList<>();
    List<FileResidency> files = report.files();
    if (!files.isEmpty() && mostRows > 0) {
      List<FileResidency> shown = files.subList(0, Math.min(files.size(), mostRows));
      table(shown, terminal, mapWidth).lines().forEach(lines::add);
    }
    lines.addAll(Screen.more(files.size(), mostRows));
    ResidencyReport.Total total = report.total();
    long pageSize = report.pageSize();
    lines.add(
        Text.files(total.files())
            + ": "
            + Text.count(total.residentPages())
            + " of "
            + Text.count(total.pages())
            + " pages in RAM, "
            + ByteSize.human(total.residentPages() * pageSize)
            + " of "
            + ByteSize.human(total.pages() * pageSize)
            + " ("
            + Text.percent(total.residentPages(), total.pages())
            + " %)");
    ResidencyReport.NotTold notTold = report.notTold();
    if (notTold.files() > 0) {
      lines.add(
          UNKNOWN
              + ": not told, and not in the total: "
              + Text.files(notTold.files())
              + ", "
              + Text.count(notTold.pages())
              + " pages. The kernel does not tell of every file: Linux not of those that one neither"
              + " owns nor may write.");
    }
    files.stream()
        .filter(file -> file.changed() != null)
        .forEach(file -> lines.add(Shown.name(file.path()) + ": " + file.changed()));
    return lines;
  }

  private static String table(List<FileResidency> files, Terminal terminal, int mapWidth) {
    ColumnData<FileResidency> pages = FittedTable.number("Pages", file -> Text.count(file.pages()));
    ColumnData<FileResidency> resident =
        FittedTable.number(
            "In RAM",
            file -> file.residentPages() == null ? UNKNOWN : Text.count(file.residentPages()));
    ColumnData<FileResidency> share = FittedTable.number(SHARE, ResidencyTable::share);
    ColumnData<FileResidency> where =
        FittedTable.text(
            "Where",
            mapWidth + 2,
            file -> "[" + Objects.requireNonNullElse(file.map(), UNKNOWN) + "]");
    return new FittedTable<>(
            "File",
            file -> Shown.name(file.path()),
            List.of(pages, resident, share, where),
            List.of(pages, resident, where))
        .of(
            files,
            terminal.outWidth(),
            terminal.style(
                (header, row) ->
                    header.equals(SHARE) ? List.of(style(files.get(row))) : List.of()));
  }

  private static String share(FileResidency file) {
    return file.residentPages() == null
        ? UNKNOWN
        : Text.percent(file.residentPages(), file.pages());
  }

  private static Style style(FileResidency file) {
    if (file.residentPages() == null) {
      return Style.fg_magenta;
    }
    if (file.missingPages() == 0) {
      return Style.fg_green;
    }
    return file.residentPages() == 0 ? Style.fg_red : Style.fg_yellow;
  }
}
