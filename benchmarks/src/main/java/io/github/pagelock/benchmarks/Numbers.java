package io.github.pagelock.benchmarks;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people read them: no digits that mean nothing, and none lost. */
final class Numbers {
  private Numbers() {}

  static String measured(double number) {
    return String.format(Locale.ROOT, number < 1 ? "%.4f" : "%.1f", number);
  }

  static String ratio(double number) {
    return String.format(Locale.ROOT, number < 0.01 ? "%.6f" : "%.3f", number);
  }

  static String goal(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
