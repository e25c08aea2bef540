package io.github.pagelock;

import io.github.pagelock.internal.LockerSettings;
import io.github.pagelock.internal.Lockers;
import io.github.pagelock.spi.PageLockProvider;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Settings of a locker. Not safe for use by several threads at once. */
public final class PageLockerBuilder {
  private @Nullable String providerName;
  private @Nullable PageLockProvider provider;
  private LockPolicy policy = LockerSettings.DEFAULT.policy();
  private boolean overcommit = LockerSettings.DEFAULT.overcommit();
  private int workers = LockerSettings.DEFAULT.workers();
  private int capacity = LockerSettings.DEFAULT.capacity();
  private Executor callbackExecutor = LockerSettings.DEFAULT.callbackExecutor();

  PageLockerBuilder() {}

  /**
   * Uses the provider of this name, or fails: it is never replaced by another in silence.
   *
   * @param name such as {@code linux}
   * @return this builder
   */
  public PageLockerBuilder provider(String name) {
    this.providerName = Objects.requireNonNull(name, "name");
    this.provider = null;
    return this;
  }

  /**
   * Uses this provider, without looking for others.
   *
   * @param instance a provider, for example a wrapper around another
   * @return this builder
   */
  public PageLockerBuilder provider(PageLockProvider instance) {
    this.provider = Objects.requireNonNull(instance, "instance");
    this.providerName = null;
    return this;
  }

  /**
   * What to do when memory cannot be locked.
   *
   * @param policy {@link LockPolicy#REQUIRED} unless set
   * @return this builder
   */
  public PageLockerBuilder policy(LockPolicy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /**
   * Locks even what exceeds the memory that the system and the process's memory cgroups have left,
   * less {@value io.github.pagelock.spi.MemoryRoom#KEPT_FREE_PERCENT} %: the kernel may then kill a
   * process to make room.
   *
   * @param allow false unless set: such a lock fails with LIMIT_EXCEEDED
   * @return this builder
   */
  public PageLockerBuilder allowOvercommit(boolean allow) {
    this.overcommit = allow;
    return this;
  }

  /**
   * Takes worker threads of its own for asynchronous locks, instead of those that lockers share
   * (the lesser of 4 and the processors). They start on first use and end after 10 s idle.
   *
   * @param threads 1 or more
   * @return this builder
   * @throws IllegalArgumentException if it is less than 1
   */
  public PageLockerBuilder workers(int threads) {
    this.workers = positive(threads, "threads");
    return this;
  }

  /**
   * Bounds the pending requests; one more fails with QUEUE_FULL.
   *
   * @param requests 1 or more; 256 unless set
   * @return this builder
   * @throws IllegalArgumentException if it is less than 1
   */
  public PageLockerBuilder capacity(int requests) {
    this.capacity = positive(requests, "requests");
    return this;
  }

  /**
   * Runs completions, and what depends on them. Tasks are given to it by Pagelock's one callback
   * thread, which also runs them if the executor rejects them.
   *
   * @param executor unless set, the callback thread itself
   * @return this builder
   */
  public PageLockerBuilder callbackExecutor(Executor executor) {
    this.callbackExecutor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  private static int positive(int number, String name) {
    if (number < 1) {
      throw new IllegalArgumentException(name + " is " + number + ", but must be positive");
    }
    return number;
  }

  /**
   * Chooses the provider and makes the locker.
   *
   * @return a new locker
   * @throws PageLockException UNSUPPORTED if the provider cannot be had; not under {@link
   *     LockPolicy#BEST_EFFORT}, where the locker's handles say why
   */
  public PageLocker build() {
    return Lockers.build(
        new LockerSettings(
            provider, providerName, policy, overcommit, workers, capacity, callbackExecutor));
  }
}
