package io.github.pagelock.benchmarks;

import java.util.List;

/** The middle of a few numbers, so that one disturbed round does not count; and their far end. */
final class Median {
  private static final double NEAR_THE_END = 0.99;

  private Median() {}

  static double of(List<Double> numbers) {
    List<Double> sorted = sorted(numbers);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The smallest number that 99 of 100 do not exceed. */
  static double p99(List<Double> numbers) {
    List<Double> sorted = sorted(numbers);
    return sorted.get((int) Math.ceil(NEAR_THE_END * sorted.size()) - 1);
  }

  private static List<Double> sorted(List<Double> numbers) {
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("no numbers");
    }
    return numbers.stream().sorted().toList();
  }
}
