package io.github.pagelock.cli;

import io.github.pagelock.PageLocker;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how much of files is in RAM. */
@Command(
    name = "residency",
    description = {
      "Show how much of each file is in RAM, and where.",
      "Where: O all of a stretch, o a part, a space nothing. Files are mapped "
          + "read-only, and no page is touched. Exits with 1 if a file cannot be looked at."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pagelock residency /var/lib/index              each file below a directory",
      "  pagelock residency --sort --include '*.idx' .  what is missing first",
      "  pagelock residency --watch 1s /var/lib/index   again each second, in place",
      "  pagelock residency --json big.bin"
    })
final class ResidencyCommand implements Callable<Integer> {
  /** Of what could not be looked at, where a window has to hold it all. */
  private static final int MOST_FAILURES = 3;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private FileOptions targets = new FileOptions();

  @Option(names = "--sort", description = "The files of which most is missing first.")
  private boolean sort;

  @Option(
      names = "--watch",
      paramLabel = "TIME",
      converter = HoldTime.class,
      description =
          "Look again so often (500ms, 1s, 1m) until Ctrl-C: in place on a terminal, within its"
              + " window, one after another elsewhere.")
  private @Nullable Duration interval;

  @Mixin private ProviderOption provider = new ProviderOption();

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not say what was left out.")
  private boolean quiet;

  @Option(
      names = "--json",
      description = "Print one JSON document instead of the table; with --watch one a line.")
  private boolean json;

  private final Set<String> said = new HashSet<>();

  ResidencyCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    List<CliException> failures = new ArrayList<>();
    FileCollector found = collect(failures);
    if (found.files().isEmpty() && failures.isEmpty()) {
      throw new CliException("nothing to look at: " + found.whyNone());
    }
    Terminal terminal = Terminal.detect();
    try (PageLocker locker = Lockers.open(provider.name())) {
      if (interval == null) {
        ResidencyReport report = read(locker, found, failures, mapWidth(terminal));
        print(report, terminal);
        return report.failures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
      }
      new Watch(out(), terminal, !json).run(interval, screen -> again(locker, screen));
      return ExitCode.OK;
    }
  }

  private FileCollector collect(List<CliException> failures) {
    return targets.collect(List.of(), failures::add, failures::add);
  }

  private int mapWidth(Terminal terminal) {
    return json ? ResidencyTable.WIDEST_MAP : ResidencyTable.mapWidth(terminal);
  }

  private ResidencyReport read(
      PageLocker locker, FileCollector collector, List<CliException> failures, int mapWidth) {
    ResidencyReader reader = new ResidencyReader(locker, mapWidth);
    List<FileResidency> files = new ArrayList<>();
    ManyFiles.each(
        collector.files(),
        () -> false,
        reader::tryToRead,
        (file, seen) -> {
          if (seen.residency() != null) {
            files.add(seen.residency());
          } else if (!collector.isVanished(file, seen.failure())) {
            failures.add(seen.failure());
          }
        });
    if (sort) {
      files.sort(Comparator.comparingLong(FileResidency::missingPages).reversed());
    }
    return new ResidencyReport(
        BuildVersion.version(),
        Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
        locker.provider().name(),
        reader.pageSize(),
        files,
        ResidencyReport.Total.of(files),
        ResidencyReport.NotTold.of(files),
        failures.stream().map(Errors::describe).toList(),
        collector.notices());
  }

  private void print(ResidencyReport report, Terminal terminal) {
    if (!quiet) {
      report.notices().forEach(this::say);
    }
    if (json) {
      out().println(Json.of(report));
    } else {
      ResidencyTable.lines(report, terminal, mapWidth(terminal), report.files().size())
          .forEach(out()::println);
    }
    out().flush();
    report.failures().forEach(failure -> say("pagelock: " + failure));
  }

  private boolean again(PageLocker locker, Screen screen) {
    List<CliException> failures = new ArrayList<>();
    Terminal terminal = screen.terminalNow();
    int mapWidth = mapWidth(terminal);
    ResidencyReport report = read(locker, collect(failures), failures, mapWidth);
    if (!screen.isInPlace()) {
      sayOnce(report);
    }
    if (json) {
      screen.print(Json.line(report));
      return true;
    }
    screen.draw(
        report.files().size(),
        (fitted, mostRows) -> {
          List<String> lines = new ArrayList<>(List.of(report.time()));
          lines.addAll(ResidencyTable.lines(report, fitted, mapWidth, mostRows));
          if (screen.isInPlace()) {
            report.failures().stream().limit(MOST_FAILURES).forEach(lines::add);
            lines.addAll(Screen.more(report.failures().size(), MOST_FAILURES));
          }
          return lines;
        });
    return true;
  }

  private void sayOnce(ResidencyReport report) {
    if (!quiet) {
      report.notices().stream().filter(said::add).forEach(this::say);
    }
    report.failures().stream()
        .map(failure -> "pagelock: " + failure)
        .filter(said::add)
        .forEach(this::say);
  }

  private void say(String line) {
    spec.commandLine().getErr().println(line);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
