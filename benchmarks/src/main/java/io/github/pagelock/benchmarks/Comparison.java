package io.github.pagelock.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What one case came to.
 *
 * @param name of the case
 * @param unit of the two rows of numbers
 * @param pagelock a number for each round
 * @param reference a number for each round
 * @param goal what the case must keep
 */
record Comparison(
    String name, String unit, List<Double> pagelock, List<Double> reference, Goal goal) {

  /** What must not exceed {@code most}. */
  record Goal(Kind kind, double most) {
    enum Kind {
      /** Pagelock's median divided by the reference's. */
      RATIO,
      /** Pagelock's median alone, in the case's unit. */
      VALUE
    }

    static Goal ratio(double most) {
      return new Goal(Kind.RATIO, most);
    }

    static Goal value(double most) {
      return new Goal(Kind.VALUE, most);
    }
  }

  double ratio() {
    return Median.of(pagelock) / Median.of(reference);
  }

  boolean isReached() {
    return (goal.kind() == Goal.Kind.RATIO ? ratio() : Median.of(pagelock)) <= goal.most();
  }

  String goalText() {
    return goal.kind() == Goal.Kind.RATIO
        ? String.format(Locale.ROOT, "ratio<=%.1f", goal.most())
        : String.format(Locale.ROOT, "pagelock<=%.0f%s", goal.most(), unit);
  }

  /** {@code RATIO case pagelock reference ratio goal}. */
  String line() {
    return String.format(
        Locale.ROOT,
        "RATIO %s %.1f%s %.1f%s %.3f %s",
        name,
        Median.of(pagelock),
        unit,
        Median.of(reference),
        unit,
        ratio(),
        goalText());
  }
}
