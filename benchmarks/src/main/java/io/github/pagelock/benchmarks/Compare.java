package io.github.pagelock.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs cases and prints a line for each: what the script {@code benchmarks/compare} starts. */
public final class Compare {
  private static final String NO_RESULTS = "-";
  private static final List<String> ALL =
      List.of("small-pair", "page-alone", "relock", "many", "stall", "max-map");

  private final Plan plan;
  private final Reference reference;
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private boolean reached = true;

  private Compare(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  /** Arguments: the plan, the C program, the directory for results or "-", cases (none: all). */
  public static void main(String[] args) throws Exception {
    Plan plan = Plan.of(args[0]);
    List<String> cases = Arrays.asList(args).subList(3, args.length);
    Compare compare = new Compare(plan, new Reference(Path.of(args[1])));
    for (String name : cases.isEmpty() ? ALL : cases) {
      compare.run(name);
    }
    if (!NO_RESULTS.equals(args[2])) {
      new Report(compare.comparisons, compare.lines).writeTo(Path.of(args[2]));
    }
    System.exit(compare.reached || !plan.judged() ? 0 : 1);
  }

  private void run(String name) throws Exception {
    switch (name) {
      case "small-pair" -> add(new PageCases(plan, reference).smallPair());
      case "page-alone" -> add(new PageCases(plan, reference).pageAlone());
      case "relock" -> add(new PageCases(plan, reference).relock());
      case "many" -> add(new ManyCase(plan).run());
      case "stall" -> add(new StallCase(plan, reference).run());
      case "max-map" -> add(MaxMapCase.run(plan));
      default -> throw new IllegalArgumentException("no case " + name + ", only " + ALL);
    }
  }

  private void add(MaxMapCase.Outcome outcome) {
    add("RATIO max-map " + outcome.text(), outcome.survived() && outcome.refused());
    if (!outcome.survived()) {
      throw new IllegalStateException(outcome.text());
    }
  }

  private void add(Comparison comparison) {
    comparisons.add(comparison);
    add(comparison.line(), comparison.isReached());
  }

  private void add(String line, boolean ok) {
    String verdict = ok ? " ok" : " short";
    lines.add(line + (plan.judged() ? verdict : " not-judged"));
    reached &= ok;
    System.out.println(lines.get(lines.size() - 1));
  }
}
