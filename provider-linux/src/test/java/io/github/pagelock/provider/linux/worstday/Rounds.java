package io.github.pagelock.provider.linux.worstday;

import java.util.Random;

/** The rounds, one after the other, in the loader whose library fails. */
public final class Rounds {
  /** Without faults: what is made once and for all is made then. */
  private static final int WARM_UP = 30;

  private Rounds() {}

  /** Ends the JVM with the first round that does not end as it should. */
  public static void run(
      long seed, int first, int count, int patienceSeconds, boolean forgetsToUnlock)
      throws Exception {
    Report report = new Report(seed);
    Scene scene = new Scene(report, forgetsToUnlock);
    new Watchdog(report, patienceSeconds).start();
    for (int i = 0; i < WARM_UP; i++) {
      report.begin(-1 - i, "without faults");
      new Round(scene, new Random(i)).run(null);
    }
    for (int round = first; round < first + count; round++) {
      Recorded.inRound(round);
      Random random = new Random(seed * 1_000_003 + round);
      FaultPlan plan = new FaultPlan(random, Faults.siteCount());
      report.begin(round, plan);
      new Round(scene, random).run(plan);
    }
    scene.close();
    System.out.println("rounds=" + count);
    System.out.println("requests.locked=" + scene.locked);
    System.out.println("requests.failed=" + scene.failed);
    System.out.println("requests.cancelled=" + scene.cancelled);
    System.out.println("handles.degraded=" + scene.degraded);
    System.out.println("handles.lost=" + scene.lost);
    System.out.println("kernel.lock=" + scene.weather.locks);
    System.out.println("kernel.lockOnFault=" + scene.weather.locksOnFault);
    System.out.println("kernel.populate=" + scene.weather.populates);
    System.out.println("kernel.queued=" + scene.weather.queued);
  }
}
