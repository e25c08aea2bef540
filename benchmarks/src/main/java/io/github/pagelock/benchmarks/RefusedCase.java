package io.github.pagelock.benchmarks;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * refused and degraded: a lock that the limit does not allow, again and again, beside mlock that is
 * refused in C. The exception with its stack trace is included, its message is not: nobody asks for
 * it. A range by its address is never touched under BEST_EFFORT, so that nothing but the refusal is
 * measured.
 */
final class RefusedCase {
  private static final Goal GOAL = Goal.ratio(25);
  private static final long LIMIT = 64 << 10;
  private static final long TOO_MUCH = 1 << 20;
  private static final int BATCH = 500;
  private static final int WARM_UP = 200_000;

  private final Plan plan;
  private final Reference reference;

  RefusedCase(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  Comparison refused() throws IOException, InterruptedException {
    return compare("refused", LockPolicy.REQUIRED);
  }

  Comparison degraded() throws IOException, InterruptedException {
    return compare("degraded", LockPolicy.BEST_EFFORT);
  }

  private Comparison compare(String name, LockPolicy policy)
      throws IOException, InterruptedException {
    List<Double> pagelock = new ArrayList<>();
    List<Double> inC = new ArrayList<>();
    List<String> prefix = Nobody.withLimit(LIMIT);
    int warmUp = plan.judged() ? WARM_UP : 0;
    try (Nobody nobody = new Nobody()) {
      for (int round = 0; round < plan.rounds(); round++) {
        inC.addAll(
            nobody.program(prefix, reference.program(), "refused", TOO_MUCH, plan.operations()));
        pagelock.addAll(
            nobody.java(prefix, RefusedCase.class, policy.name(), warmUp, plan.operations()));
      }
    }
    return new Comparison(name, "ns", pagelock, inC, GOAL);
  }

  /**
   * Prints nanoseconds for each refusal: of the middle one of many batches, so that those do not
   * count in which something else had the core.
   */
  public static void main(String[] args) {
    LockPolicy policy = LockPolicy.valueOf(args[0]);
    try (Mapping mapping = new Mapping(TOO_MUCH);
        PageLocker locker = PageLocker.builder().policy(policy).build()) {
      mapping.touch();
      time(policy, locker, mapping.range(), Integer.parseInt(args[1]));
      List<Double> batches = new ArrayList<>();
      for (int done = 0; done < Integer.parseInt(args[2]); done += BATCH) {
        batches.add((double) time(policy, locker, mapping.range(), BATCH) / BATCH);
      }
      System.out.println(Median.of(batches));
    }
  }

  private static long time(LockPolicy policy, PageLocker locker, MemoryRange range, int count) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      PageLockException refusal =
          policy == LockPolicy.REQUIRED ? refusal(locker, range) : degradation(locker, range);
      if (refusal.reason() != Reason.LIMIT_EXCEEDED) {
        throw refusal;
      }
    }
    return System.nanoTime() - start;
  }

  private static PageLockException refusal(PageLocker locker, MemoryRange range) {
    try (LockedRange locked = locker.lock(range)) {
      throw new IllegalStateException("not refused: " + locked);
    } catch (PageLockException refused) {
      return refused;
    }
  }

  private static PageLockException degradation(PageLocker locker, MemoryRange range) {
    try (LockedRange degraded = locker.lock(range)) {
      return degraded.degradation().orElseThrow();
    }
  }
}
