package io.github.pagelock.benchmarks;

/**
 * How long to measure.
 *
 * @param rounds of each case; the median counts
 * @param warmups iterations of JMH before those that count
 * @param iterations of JMH that count, in each round
 * @param iterationMillis milliseconds of an iteration
 * @param operationsInC pairs of calls in each round of C
 * @param fewRanges live ranges that {@code many} compares with
 * @param manyRanges live ranges of {@code many}
 * @param bigBytes bytes that {@code stall} locks
 * @param attempts of {@code max-map}
 * @param judged whether the times mean anything
 */
record Plan(
    int rounds,
    int warmups,
    int iterations,
    int iterationMillis,
    int operationsInC,
    int fewRanges,
    int manyRanges,
    long bigBytes,
    int attempts,
    boolean judged) {
  private static final long GIB = 1L << 30;
  private static final long MIB = 1L << 20;

  static Plan of(String name) {
    return switch (name) {
      case "full" -> new Plan(5, 3, 3, 1000, 500_000, 1_000, 20_000, 4 * GIB, 200_000, true);
      case "quick" -> new Plan(3, 3, 2, 500, 200_000, 1_000, 20_000, 4 * GIB, 200_000, true);
      case "smoke" -> new Plan(1, 1, 1, 20, 1_000, 10, 100, 64 * MIB, 200, false);
      default -> throw new IllegalArgumentException("no plan " + name);
    };
  }
}
