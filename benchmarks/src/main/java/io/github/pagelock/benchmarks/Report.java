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

/** What a run measured: a table and a chart to look at, and the raw numbers of each round. */
final class Report {
  private final List<Comparison> comparisons;
  private final List<String> lines;
  private final SizeChart chart;

  Report(List<Comparison> comparisons, List<String> lines, SizeChart chart) {
    this.comparisons = comparisons;
    this.lines = lines;
    this.chart = chart;
  }

  /** Writes DATE.md, DATE.tsv and DATE.png. */
  void writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    String machine = Machine.text();
    Files.write(directory.resolve(date + ".md"), markdown(date, machine));
    Files.write(directory.resolve(date + ".tsv"), rawNumbers(machine));
    chart.drawTo(directory.resolve(date + ".png"));
  }

  List<String> markdown(String date, String machine) {
    List<String> text = new ArrayList<>();
    text.add("# Pagelock beside C, " + date);
    text.add("");
    text.add(
        machine
            + ". Command: `benchmarks/compare`. Raw numbers: ["
            + date
            + ".tsv]("
            + date
            + ".tsv).");
    text.add("");
    text.add("Medians of the rounds, C and Pagelock in turn.");
    text.add("");
    text.add("| case | Pagelock | reference | ratio | goal | verdict |");
    text.add("|---|---|---|---|---|---|");
    for (Comparison one : comparisons) {
      text.add(
          "| "
              + String.join(
                  " | ",
                  one.name(),
                  one.pagelockText(),
                  one.referenceText(),
                  one.ratioText(),
                  one.goalText(),
                  one.verdictText())
              + " |");
    }
    text.add("");
    text.add("```");
    text.addAll(lines);
    text.add("```");
    text.add("");
    text.add("## Time against size");
    text.add("");
    text.add("Untouched memory, to completion, medians of the rounds:");
    text.add("");
    text.add("![Milliseconds against MiB, both logarithmic](" + date + ".png)");
    text.add("");
    text.addAll(chart.table());
    return text;
  }

  List<String> rawNumbers(String machine) {
    List<String> rows = new ArrayList<>(List.of("# " + machine, "case\tunit\twho\trounds"));
    for (Comparison one : comparisons) {
      rows.add(row(one, "pagelock", one.pagelock()));
      if (!one.reference().isEmpty()) {
        rows.add(row(one, "reference", one.reference()));
      }
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
            .map(number -> String.format(Locale.ROOT, "%.4f", number))
            .collect(Collectors.joining("\t"));
  }
}
