package io.github.pagelock.benchmarks;

import io.github.pagelock.benchmarks.Comparison.Goal;
import java.util.ArrayList;
import java.util.List;

/** secrets: a secret of 32 bytes beside a pool in C, and beside Asherah's securememory. */
final class SecretCases {
  private static final Goal CREATE = Goal.value(1_000);
  private static final Goal USE = Goal.value(50);
  private static final Goal BESIDE_ASHERAH = Goal.ratio(0.1);

  private final Plan plan;
  private final Reference reference;

  SecretCases(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  List<Comparison> run() throws Exception {
    List<Double> create = new ArrayList<>();
    List<Double> use = new ArrayList<>();
    List<Double> createInC = new ArrayList<>();
    List<Double> useInC = new ArrayList<>();
    List<Double> createSealed = new ArrayList<>();
    List<Double> useSealed = new ArrayList<>();
    List<Double> createByAsherah = new ArrayList<>();
    List<Double> useByAsherah = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      List<Double> inC = reference.run("secrets", plan.operations());
      createInC.add(inC.get(0));
      useInC.add(inC.get(1));
      create.add(fork(SecretBenchmark.class, "createAndClose"));
      use.add(fork(SecretBenchmark.class, "use"));
      createSealed.add(fork(SecretBenchmark.class, "createAndCloseSealed"));
      useSealed.add(fork(SecretBenchmark.class, "useSealed"));
      createByAsherah.add(fork(AsherahBenchmark.class, "createAndClose"));
      useByAsherah.add(fork(AsherahBenchmark.class, "use"));
    }
    return List.of(
        new Comparison("secret-create", "ns", create, createInC, CREATE),
        new Comparison("secret-use", "ns", use, useInC, USE),
        new Comparison("secret-create-asherah", "ns", create, createByAsherah, BESIDE_ASHERAH),
        new Comparison("secret-use-asherah", "ns", use, useByAsherah, BESIDE_ASHERAH),
        new Comparison("sealed-create-asherah", "ns", createSealed, createByAsherah, Goal.none()),
        new Comparison("sealed-use-asherah", "ns", useSealed, useByAsherah, Goal.none()));
  }

  private double fork(Class<?> benchmark, String method) throws Exception {
    return JmhFork.of(plan, benchmark, method, List.of());
  }
}
