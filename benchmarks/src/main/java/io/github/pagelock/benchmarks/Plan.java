package io.github.pagelock.benchmarks;

import java.util.List;

/**
 * How long to measure, and with how much.
 *
 * @param rounds of each case; the median counts
 * @param jmh of each round
 * @param operations calls or pairs of calls in each round that is not JMH's
 * @param samples in each round, of cases that judge the 99th percentile
 * @param ranges how many
 * @param sizes of what is locked
 * @param leftOut cases that run only when they are named
 * @param judged whether the times mean anything
 */
record Plan(
    int rounds,
    Jmh jmh,
    int operations,
    int samples,
    Ranges ranges,
    Sizes sizes,
    List<String> leftOut,
    boolean judged) {
  private static final long GIB = 1L << 30;
  private static final long MIB = 1L << 20;

  /**
   * A fork of JMH.
   *
   * @param warmups iterations before those that count
   * @param iterations that count
   * @param millis milliseconds of an iteration
   */
  record Jmh(int warmups, int iterations, int millis) {}

  /**
   * Numbers of live ranges.
   *
   * @param few that {@code many} compares with
   * @param many of {@code many} and {@code ledger}; each takes two mappings of 65,530
   * @param live beside {@code submit-flat}
   * @param verified in one batch
   * @param attempts of {@code max-map}
   */
  record Ranges(int few, int many, int live, int verified, int attempts) {}

  /**
   * Bytes.
   *
   * @param big what most cases lock
   * @param huge what {@code stall} locks
   * @param file what is in the file
   * @param ahead what a small request stands behind
   */
  record Sizes(long big, long huge, long file, long ahead) {}

  static Plan of(String name) {
    return switch (name) {
      case "full" ->
          new Plan(
              5,
              new Jmh(3, 3, 1000),
              500_000,
              200,
              new Ranges(1_000, 20_000, 10_000, 1_000, 200_000),
              new Sizes(2 * GIB, 4 * GIB, GIB, 2 * GIB),
              List.of(),
              true);
      case "quick" ->
          new Plan(
              3,
              new Jmh(2, 2, 200),
              30_000,
              100,
              new Ranges(1_000, 20_000, 10_000, 1_000, 40_000),
              new Sizes(GIB, GIB / 2, GIB / 4, 2 * GIB),
              List.of("page-alone", "bridges", "secrets", "many-files"),
              true);
      case "smoke" ->
          new Plan(
              1,
              new Jmh(1, 1, 20),
              1_000,
              5,
              new Ranges(10, 100, 50, 20, 200),
              new Sizes(64 * MIB, 64 * MIB, 4 * MIB, 64 * MIB),
              List.of(),
              false);
      default -> throw new IllegalArgumentException("no plan " + name);
    };
  }
}
