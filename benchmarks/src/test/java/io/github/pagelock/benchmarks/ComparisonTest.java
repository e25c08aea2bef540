package io.github.pagelock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final List<Double> C = List.of(1000.0, 900.0, 9999.0);

  @Test
  void theMedianOfAnOddCountIsTheMiddleOne() {
    assertEquals(3, Median.of(List.of(100.0, 3.0, 1.0)));
  }

  @Test
  void theMedianOfAnEvenCountLiesBetweenTheMiddleTwo() {
    assertEquals(2.5, Median.of(List.of(4.0, 1.0, 3.0, 2.0)));
  }

  @Test
  void noNumbersHaveNoMedian() {
    assertThrows(IllegalArgumentException.class, () -> Median.of(List.of()));
  }

  @Test
  void aRatioAtItsGoalIsOk() {
    Comparison pair = new Comparison("pair", "ns", List.of(1800.0), C, Goal.ratio(1.8));

    assertEquals("RATIO pair 1800.0ns 1000.0ns 1.800 ratio<=1.8", pair.line());
    assertTrue(pair.isReached());
  }

  @Test
  void aRatioBeyondItsGoalFallsShort() {
    Comparison pair = new Comparison("pair", "ns", List.of(1801.0), C, Goal.ratio(1.8));

    assertEquals("RATIO pair 1801.0ns 1000.0ns 1.801 ratio<=1.8", pair.line());
    assertFalse(pair.isReached());
  }

  @Test
  void aGoalForTheValueIgnoresTheReference() {
    List<Double> worst = List.of(9.0, 10.0, 800.0);
    List<Double> besideC = List.of(1.0);

    Comparison stall = new Comparison("stall", "ms", worst, besideC, Goal.value(10));

    assertEquals("RATIO stall 10.0ms 1.0ms 10.000 pagelock<=10ms", stall.line());
    assertTrue(stall.isReached());
  }

  @Test
  void theReportHasARowForEachCaseAndTheNumbersOfEachRound() {
    Comparison pair = new Comparison("pair", "ns", List.of(1800.0), C, Goal.ratio(1.5));
    Report report = new Report(List.of(pair), List.of(pair.line()));

    List<String> text = report.markdown("2026-01-01", "a machine");

    assertTrue(
        text.contains("| pair | 1800.0 ns | 1000.0 ns | 1.800 | ratio<=1.5 | no |"),
        text::toString);
    assertEquals(
        List.of(
            "case\tunit\twho\trounds",
            "pair\tns\tpagelock\t1800.000",
            "pair\tns\treference\t1000.000\t900.000\t9999.000"),
        report.rawNumbers());
  }
}
