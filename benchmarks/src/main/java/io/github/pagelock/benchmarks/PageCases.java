package io.github.pagelock.benchmarks;

import io.github.pagelock.benchmarks.Comparison.Goal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * small-pair, page-alone and relock: C and a fork of JMH in turn, so that both see the same
 * machine.
 */
final class PageCases {
  private static final Goal SMALL_PAIR = Goal.ratio(1.8);
  private static final Goal RELOCK = Goal.ratio(0.3);

  private final Plan plan;
  private final Reference reference;

  PageCases(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  Comparison smallPair() throws Exception {
    return compare("small-pair", "lockAndClose", "pair", SMALL_PAIR);
  }

  Comparison pageAlone() throws Exception {
    return compare("page-alone", "lockAndCloseAlone", "alone", SMALL_PAIR);
  }

  Comparison relock() throws Exception {
    return compare("relock", "lockAndCloseNested", "pair", RELOCK);
  }

  private Comparison compare(String name, String method, String inC, Goal goal) throws Exception {
    return compare(name, method, inC, goal, List.of());
  }

  /** The three by a bridge: its name follows theirs. */
  List<Comparison> by(Bridge bridge) throws Exception {
    boolean isJudged = bridge == Bridge.FFM;
    Goal pair = isJudged ? Goal.ratio(1.25) : Goal.none();
    Goal relock = isJudged ? Goal.ratio(0.2) : Goal.none();
    List<String> option = List.of(bridge.option());
    return List.of(
        compare(bridge.named("small-pair"), "lockAndClose", "pair", pair, option),
        compare(bridge.named("page-alone"), "lockAndCloseAlone", "alone", Goal.none(), option),
        compare(bridge.named("relock"), "lockAndCloseNested", "pair", relock, option));
  }

  private Comparison compare(
      String name, String method, String inC, Goal goal, List<String> options) throws Exception {
    List<Double> pagelock = new ArrayList<>();
    List<Double> pair = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      pair.add(pairInC(inC));
      pagelock.add(JmhFork.of(plan, PageBenchmark.class, method, options));
    }
    return new Comparison(name, "ns", pagelock, pair, goal);
  }

  private double pairInC(String kind) throws IOException, InterruptedException {
    return reference.run(kind, plan.operations()).get(0);
  }
}
