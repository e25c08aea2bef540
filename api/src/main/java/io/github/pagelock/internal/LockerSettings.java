package io.github.pagelock.internal;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.internal.pending.PendingSet;
import io.github.pagelock.spi.PageLockProvider;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a builder was told.
 *
 * @param provider to use without looking for others, or null
 * @param providerName to use among those found, or null for the best
 * @param policy what to do when memory cannot be locked
 * @param overcommit whether L13 is not to be checked
 * @param workers threads of its own, or 0 for the shared ones
 * @param capacity how many requests may be pending
 * @param callbackExecutor what runs completions
 */
public record LockerSettings(
    @Nullable PageLockProvider provider,
    @Nullable String providerName,
    LockPolicy policy,
    boolean overcommit,
    int workers,
    int capacity,
    Executor callbackExecutor) {

  /** The settings of {@link io.github.pagelock.PageLocker#system()}, and where builders begin. */
  public static final LockerSettings DEFAULT =
      new LockerSettings(
          null, null, LockPolicy.REQUIRED, false, 0, PendingSet.DEFAULT_CAPACITY, Runnable::run);
}
