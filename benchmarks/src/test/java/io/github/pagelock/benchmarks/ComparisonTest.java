package io.github.pagelock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.benchmarks.Comparison.Goal;
import io.github.pagelock.benchmarks.Comparison.Verdict;
import java.util.List;
import java.util.stream.IntStream;
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
    assertEquals(Verdict.OK, pair.verdict());
  }

  @Test
  void aRatioBeyondItsGoalFallsShort() {
    Comparison pair = new Comparison("pair", "ns", List.of(1801.0), C, Goal.ratio(1.8));

    assertEquals("RATIO pair 1801.0ns 1000.0ns 1.801 ratio<=1.8", pair.line());
    assertEquals(Verdict.SHORT, pair.verdict());
  }

  @Test
  void aGoalForTheValueIgnoresTheReference() {
    List<Double> worst = List.of(9.0, 10.0, 800.0);
    List<Double> besideC = List.of(1.0);

    Comparison stall = new Comparison("stall", "ms", worst, besideC, Goal.value(10));

    assertEquals("RATIO stall 10.0ms 1.0ms 10.000 pagelock<=10ms", stall.line());
    assertEquals(Verdict.OK, stall.verdict());
  }

  @Test
  void aRateBelowItsGoalFallsShort() {
    List<Double> rate = List.of(199.0);

    Comparison throughput = new Comparison("throughput", "/ms", rate, C, Goal.ratioAtLeast(0.2));

    assertEquals("RATIO throughput 199.0/ms 1000.0/ms 0.199 ratio>=0.2", throughput.line());
    assertEquals(Verdict.SHORT, throughput.verdict());
  }

  @Test
  void aCaseWithoutReferenceShowsNone() {
    Comparison cancel = new Comparison("cancel", "ms", List.of(0.25), List.of(), Goal.value(1));

    assertEquals("RATIO cancel 0.2500ms - - pagelock<=1ms", cancel.line());
    assertEquals(Verdict.OK, cancel.verdict());
  }

  @Test
  void aTinyRatioKeepsItsDigits() {
    Comparison submit =
        new Comparison("submit", "ms", List.of(0.0042), List.of(250.0), Goal.ratio(0.001));

    assertEquals("RATIO submit 0.0042ms 250.0ms 0.000017 ratio<=0.001", submit.line());
  }

  @Test
  void whereTheMachineWasBusyACaseIsNeitherOkNorShort() {
    List<Double> slow = List.of(5000.0);

    assertEquals(
        Verdict.BUSY, new Comparison("anon-2", "ms", slow, C, Goal.ratio(0.75), true).verdict());
  }

  @Test
  void twoThreadsScaleFromNineTenthsOfTwiceOne() {
    assertTrue(TwoCores.scale(100, 180));
    assertFalse(TwoCores.scale(100, 179));
  }

  @Test
  void aRowOnlyToCompareWithIsNotJudged() {
    Comparison inC = new Comparison("contended-in-c", "/ms", List.of(1.0), C, Goal.none());

    assertEquals("RATIO contended-in-c 1.0/ms 1000.0/ms 0.001000 -", inC.line());
    assertEquals("not-judged", inC.verdictText());
  }

  @Test
  void theLastButOneOfAHundredIsTheirNinetyNinthPercentile() {
    List<Double> numbers = IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();

    assertEquals(99, Median.p99(numbers));
    assertEquals(7, Median.p99(List.of(7.0)));
  }
}
