package io.github.pagelock.provider.linux.worstday;

import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What fails in one round. The same seed makes the same plan; where several threads run, which of
 * them meets a fault is not always the same.
 */
public final class FaultPlan {
  private static final int[] BUDGETS = {1, 1, 1, 2, 3, 5, 20, 100};
  private static final double[] ALLOCATIONS = {0.0005, 0.002, 0.01, 0.05, 0.3};
  private static final double[] THREADS = {0.3, 0.7, 1};
  private static final double[] PROVIDER_CALLS = {0.02, 0.1, 0.4};

  /** Of how many visits of allocation sites a round has at most, usually; as a power of 2. */
  private static final int VISITS_LOG2 = 13;

  /** Chosen to fail in a round; most rounds do not reach most places. */
  private static final int MOST_SITES = 12;

  private final long seed;
  private final AtomicInteger budget;
  private final AtomicInteger visits = new AtomicInteger();
  private final AtomicInteger starts = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private final BitSet sites = new BitSet();

  /** Of the visits of the chosen sites, or of all, the first that may fail. */
  private final int first;

  private final double ofAllocations;
  private final double ofThreads;
  private final double ofCalls;

  /**
   * Chooses.
   *
   * @param siteCount how many allocation sites there are
   */
  public FaultPlan(Random random, int siteCount) {
    seed = random.nextLong();
    budget = new AtomicInteger(BUDGETS[random.nextInt(BUDGETS.length)]);
    int kinds = random.nextInt(20);
    ofThreads = kinds < 8 ? THREADS[random.nextInt(THREADS.length)] : 0;
    boolean providerToo = kinds >= 5 && kinds < 12;
    ofCalls = providerToo ? PROVIDER_CALLS[random.nextInt(PROVIDER_CALLS.length)] : 0;
    boolean allocations = kinds < 3 || kinds == 5 || kinds >= 9;
    switch (random.nextInt(3)) {
      case 0 -> { // some places of the program, each reached for the first time or later
        for (int left = 1 + random.nextInt(MOST_SITES); left > 0; left--) {
          sites.set(random.nextInt(siteCount));
        }
        first = random.nextBoolean() ? 0 : random.nextInt(6);
        ofAllocations = allocations ? 1 : 0;
      }
      case 1 -> { // from some moment on
        first = (int) Math.pow(2, random.nextDouble() * VISITS_LOG2);
        ofAllocations = allocations ? 1 : 0;
      }
      default -> { // now and then
        first = 0;
        ofAllocations = allocations ? ALLOCATIONS[random.nextInt(ALLOCATIONS.length)] : 0;
      }
    }
  }

  /** Whether to fail an allocation here. */
  boolean allocationFails(int site) {
    if (ofAllocations == 0 || !(sites.isEmpty() || sites.get(site))) {
      return false;
    }
    int visit = visits.getAndIncrement();
    return visit >= first && chance(1, visit) < ofAllocations && spend();
  }

  boolean threadFails() {
    return chance(2, starts.getAndIncrement()) < ofThreads && spend();
  }

  /** Whether to fail a call of the provider. */
  boolean callFails() {
    return chance(3, calls.getAndIncrement()) < ofCalls && spend();
  }

  /** Droughts end, or a round could not. */
  private boolean spend() {
    return budget.get() > 0 && budget.getAndDecrement() > 0;
  }

  /** From 0 to 1, by the seed (SplittableRandom's mixing). */
  private double chance(int kind, int number) {
    long mixed = seed + kind * 0x632be59bd9b4e019L + number * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
  }

  @Override
  public String toString() {
    return "allocations "
        + ofAllocations
        + (sites.isEmpty() ? "" : " at " + sites.stream().mapToObj(Faults::site).toList())
        + " from visit "
        + first
        + ", threads "
        + ofThreads
        + ", provider calls "
        + ofCalls
        + ", budget left "
        + budget;
  }
}
