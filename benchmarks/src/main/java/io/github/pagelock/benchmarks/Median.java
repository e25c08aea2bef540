package io.github.pagelock.benchmarks;

import java.util.List;

/** The middle of a few numbers, so that one disturbed round does not count. */
final class Median {
  private Median() {}

  static double of(List<Double> numbers) {
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("no numbers");
    }
    List<Double> sorted = numbers.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
