package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * bridges: single pages by the JDK's foreign-function API and by JNA, beside C in the same run, and
 * the time to the first lock of a JVM by one beside the other. From Java 22 on.
 */
final class BridgeCases {
  private static final int SINCE = 22;

  private final Plan plan;
  private final Reference reference;

  BridgeCases(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  List<Comparison> run() throws Exception {
    if (Runtime.version().feature() < SINCE) {
      System.err.println("bridges: not on this JVM, which has JNA only");
      return List.of();
    }
    PageCases pages = new PageCases(plan, reference);
    List<Comparison> rows = new ArrayList<>();
    for (Bridge bridge : Bridge.values()) {
      rows.addAll(pages.by(bridge));
      rows.add(throughput(bridge));
    }
    rows.add(firstLock());
    return rows;
  }

  private Comparison throughput(Bridge bridge) throws Exception {
    List<Double> inC = new ArrayList<>();
    List<Double> pagelock = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      inC.add(Asynchronous.NANOS_PER_MILLI / reference.run("pair", plan.operations()).get(0));
      pagelock.add(bridge.java(ThroughputCase.class, plan.operations()));
    }
    return new Comparison(
        bridge.named("throughput"), "/ms", pagelock, inC, Goal.none(), TwoCores.areBusy());
  }

  private Comparison firstLock() throws Exception {
    List<Double> ffm = new ArrayList<>();
    List<Double> jna = new ArrayList<>();
    for (int round = 0; round < 3 * plan.rounds(); round++) {
      ffm.add(Bridge.FFM.millisToFirstByte(BridgeCases.class));
      jna.add(Bridge.JNA.millisToFirstByte(BridgeCases.class));
    }
    return new Comparison("first-lock", "ms", ffm, jna, Goal.ratio(1));
  }

  /** Locks a page, and says so. */
  public static void main(String[] args) {
    try (LockedRange locked = PageLocker.system().lock(ByteBuffer.allocateDirect(100))) {
      System.out.println(locked.lockedBytes());
    }
  }
}
