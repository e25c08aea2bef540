package io.github.pagelock.cli;

import io.github.pagelock.PageLocker;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
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
      "  pagelock residency --json big.bin"
    })
final class ResidencyCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private FileOptions targets = new FileOptions();

  @Option(names = "--sort", description = "The files of which most is missing first.")
  private boolean sort;

  @Mixin private ProviderOption provider = new ProviderOption();

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not say what was left out.")
  private boolean quiet;

  @Option(names = "--json", description = "Print one JSON document instead of the table.")
  private boolean json;

  ResidencyCommand() {}

  @Override
  public Integer call() {
    List<CliException> failures = new ArrayList<>();
    FileCollector collector = targets.collect(List.of(), failures::add, failures::add);
    if (collector.files().isEmpty() && failures.isEmpty()) {
      throw new CliException("nothing to look at: " + collector.whyNone());
    }
    Terminal terminal = Terminal.detect();
    int mapWidth = json ? ResidencyTable.WIDEST_MAP : ResidencyTable.mapWidth(terminal);
    ResidencyReport report;
    try (PageLocker locker = Lockers.open(provider.name())) {
      ResidencyReader reader = new ResidencyReader(locker, mapWidth);
      List<FileResidency> files = new ArrayList<>();
      for (TargetFile file : collector.files()) {
        try {
          files.add(reader.read(file));
        } catch (CliException e) {
          if (!collector.isVanished(file, e)) {
            failures.add(e);
          }
        }
      }
      if (sort) {
        files.sort(Comparator.comparingLong(FileResidency::missingPages).reversed());
      }
      report =
          new ResidencyReport(
              BuildVersion.version(),
              locker.provider().name(),
              reader.pageSize(),
              files,
              ResidencyReport.Total.of(files),
              ResidencyReport.NotTold.of(files),
              failures.stream().map(Errors::describe).toList(),
              collector.notices());
    }
    print(report, terminal, mapWidth);
    return failures.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void print(ResidencyReport report, Terminal terminal, int mapWidth) {
    PrintWriter err = spec.commandLine().getErr();
    if (!quiet) {
      report.notices().forEach(err::println);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(report));
    } else {
      ResidencyTable.print(report, out, terminal, mapWidth);
    }
    out.flush();
    report.failures().forEach(failure -> err.println("pagelock: " + failure));
  }
}
