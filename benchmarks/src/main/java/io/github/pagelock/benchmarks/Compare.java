package io.github.pagelock.benchmarks;

import io.github.pagelock.benchmarks.Comparison.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs cases and prints a line for each: what the script {@code benchmarks/compare} starts. */
public final class Compare {
  private static final String NO_RESULTS = "-";
  private static final String MAX_MAP = "max-map";

  private final Plan plan;
  private final Reference reference;
  private final Cases cases;
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private boolean reached = true;

  private Compare(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
    this.cases = new Cases(plan, reference);
  }

  /** Arguments: the plan, the C program, the directory for results or "-", cases (none: all). */
  public static void main(String[] args) throws Exception {
    Plan plan = Plan.of(args[0]);
    Reference reference = new Reference(Path.of(args[1]));
    List<String> named = Arrays.asList(args).subList(3, args.length);
    Compare compare = new Compare(plan, reference);
    for (String name : named.isEmpty() ? compare.all() : named) {
      compare.run(name);
    }
    if (!NO_RESULTS.equals(args[2])) {
      SizeChart chart = new SizeMeasurements(plan, reference).run();
      new Report(compare.comparisons, compare.lines, chart).writeTo(Path.of(args[2]));
    }
    System.exit(compare.reached || !plan.judged() ? 0 : 1);
  }

  private List<String> all() {
    List<String> all = new ArrayList<>(cases.names());
    all.add(MAX_MAP);
    all.removeAll(plan.leftOut());
    return all;
  }

  private void run(String name) throws Exception {
    if (name.equals(MAX_MAP)) {
      add(MaxMapCase.run(plan, reference));
      return;
    }
    for (Comparison row : cases.run(name)) {
      comparisons.add(row);
      add(row.line(), row.verdictText());
      reached &= row.verdict() != Verdict.SHORT;
    }
  }

  private void add(MaxMapCase.Outcome outcome) {
    boolean ok = outcome.survived() && outcome.refused() && outcome.quick();
    add("RATIO max-map " + outcome.text(), ok ? "ok" : "short");
    reached &= ok;
    if (!outcome.survived()) {
      throw new IllegalStateException(outcome.text());
    }
  }

  private void add(String line, String verdict) {
    lines.add(line + " " + (plan.judged() ? verdict : "not-judged"));
    System.out.println(lines.get(lines.size() - 1));
  }
}
