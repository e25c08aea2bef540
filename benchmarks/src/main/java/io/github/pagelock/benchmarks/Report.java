package io.github.pagelock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run measured: a table to read, and the raw numbers of each round. */
final class Report {
  private final List<Comparison> comparisons;
  private final List<String> lines;

  Report(List<Comparison> comparisons, List<String> lines) {
    this.comparisons = comparisons;
    this.lines = lines;
  }

  /** Writes DATE.md and DATE.tsv. */
  void writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    Files.write(directory.resolve(date + ".md"), markdown(date, machine()));
    Files.write(directory.resolve(date + ".tsv"), rawNumbers());
  }

  List<String> markdown(String date, String machine) {
    List<String> text = new ArrayList<>();
    text.add("# Pagelock beside C, " + date);
    text.add("");
    text.add(machine + ". Command: `benchmarks/compare`.");
    text.add("");
    text.add("Medians of the rounds, C and Pagelock in turn.");
    text.add("");
    text.add("| case | Pagelock | reference | ratio | goal | reached |");
    text.add("|---|---|---|---|---|---|");
    for (Comparison one : comparisons) {
      text.add(
          String.format(
              Locale.ROOT,
              "| %s | %.1f %s | %.1f %s | %.3f | %s | %s |",
              one.name(),
              Median.of(one.pagelock()),
              one.unit(),
              Median.of(one.reference()),
              one.unit(),
              one.ratio(),
              one.goalText(),
              one.isReached() ? "yes" : "no"));
    }
    text.add("");
    text.add("```");
    text.addAll(lines);
    text.add("```");
    return text;
  }

  List<String> rawNumbers() {
    List<String> rows = new ArrayList<>(List.of("case\tunit\twho\trounds"));
    for (Comparison one : comparisons) {
      rows.add(row(one, "pagelock", one.pagelock()));
      rows.add(row(one, "reference", one.reference()));
    }
    return rows;
  }

  private static String row(Comparison comparison, String who, List<Double> numbers) {
    return comparison.name()
        + "\t"
        + comparison.unit()
        + "\t"
        + who
        + "\t"
        + numbers.stream()
            .map(number -> String.format(Locale.ROOT, "%.3f", number))
            .collect(Collectors.joining("\t"));
  }

  private static String machine() throws IOException {
    String processor =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    return processor
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores, Linux "
        + System.getProperty("os.version")
        + ", "
        + System.getProperty("java.vm.name")
        + " "
        + Runtime.version();
  }
}
