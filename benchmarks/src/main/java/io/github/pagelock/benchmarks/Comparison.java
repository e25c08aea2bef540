package io.github.pagelock.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What one case came to.
 *
 * @param name of the case
 * @param unit of the two rows of numbers
 * @param pagelock a number for each round
 * @param reference a number for each round; none where there is nothing to compare with
 * @param goal what the case must keep
 * @param busy whether the machine had no two cores to give, which the case needs
 */
record Comparison(
    String name,
    String unit,
    List<Double> pagelock,
    List<Double> reference,
    Goal goal,
    boolean busy) {
  private static final String NOTHING = "-";

  Comparison(String name, String unit, List<Double> pagelock, List<Double> reference, Goal goal) {
    this(name, unit, pagelock, reference, goal, false);
  }

  /** What becomes of a case. */
  enum Verdict {
    OK,
    SHORT,
    /** Neither: something else had one of the two cores that the case needs. */
    BUSY,
    NOT_JUDGED
  }

  /** The bound that a case must keep. */
  record Goal(Kind kind, double bound) {
    enum Kind {
      /** Pagelock's median divided by the reference's must not exceed the bound. */
      RATIO_AT_MOST,
      /** It must not fall below the bound. */
      RATIO_AT_LEAST,
      /** Pagelock's median alone, in the case's unit, must not exceed the bound. */
      VALUE_AT_MOST,
      /** Only to compare with. */
      NONE
    }

    static Goal ratio(double most) {
      return new Goal(Kind.RATIO_AT_MOST, most);
    }

    static Goal ratioAtLeast(double least) {
      return new Goal(Kind.RATIO_AT_LEAST, least);
    }

    static Goal none() {
      return new Goal(Kind.NONE, 0);
    }

    static Goal value(double most) {
      return new Goal(Kind.VALUE_AT_MOST, most);
    }
  }

  double ratio() {
    return Median.of(pagelock) / Median.of(reference);
  }

  Verdict verdict() {
    if (goal.kind() == Goal.Kind.NONE) {
      return Verdict.NOT_JUDGED;
    }
    if (busy) {
      return Verdict.BUSY;
    }
    return isReached() ? Verdict.OK : Verdict.SHORT;
  }

  private boolean isReached() {
    return switch (goal.kind()) {
      case RATIO_AT_MOST -> ratio() <= goal.bound();
      case RATIO_AT_LEAST -> ratio() >= goal.bound();
      case VALUE_AT_MOST -> Median.of(pagelock) <= goal.bound();
      case NONE -> true;
    };
  }

  String pagelockText() {
    return Numbers.measured(Median.of(pagelock)) + unit;
  }

  String referenceText() {
    return reference.isEmpty() ? NOTHING : Numbers.measured(Median.of(reference)) + unit;
  }

  String ratioText() {
    return reference.isEmpty() ? NOTHING : Numbers.ratio(ratio());
  }

  String goalText() {
    String bound = Numbers.goal(goal.bound());
    return switch (goal.kind()) {
      case RATIO_AT_MOST -> "ratio<=" + bound;
      case RATIO_AT_LEAST -> "ratio>=" + bound;
      case VALUE_AT_MOST -> "pagelock<=" + bound + unit;
      case NONE -> NOTHING;
    };
  }

  String verdictText() {
    return verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code RATIO case pagelock reference ratio goal}. */
  String line() {
    return String.join(
        " ", "RATIO", name, pagelockText(), referenceText(), ratioText(), goalText());
  }
}
