package io.github.pagelock.cli;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PageLockerBuilder;
import io.github.pagelock.ProviderCandidate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the locker that the options ask for. */
final class Lockers {
  private Lockers() {}

  static PageLocker open(@Nullable String provider) {
    return builder(provider).build();
  }

  /**
   * Makes a locker that says of each lock why it failed. Where there is no provider, a best-effort
   * one says why.
   */
  static PageLocker open(
      @Nullable String provider, LockPolicy policy, EngineOptions engine, boolean overcommit) {
    PageLockerBuilder builder = builder(provider);
    builder.allowOvercommit(overcommit);
    engine.applyTo(builder);
    try {
      return builder.build();
    } catch (PageLockException noProvider) {
      if (policy == LockPolicy.REQUIRED) {
        throw noProvider;
      }
      return builder.policy(policy).build();
    }
  }

  private static PageLockerBuilder builder(@Nullable String provider) {
    PageLockerBuilder builder = PageLocker.builder();
    if (provider != null) {
      requireKnown(provider);
      builder.provider(provider);
    }
    return builder;
  }

  private static void requireKnown(String provider) {
    List<ProviderCandidate> candidates = PageLocker.candidates();
    if (candidates.stream().noneMatch(candidate -> candidate.name().equals(provider))) {
      throw new CliException(
          "there is no provider '"
              + provider
              + "'; there is "
              + candidates.stream()
                  .map(c -> c.name() + (c.isAvailable() ? "" : " (not available here)"))
                  .collect(Collectors.joining(", "))
              + " (see 'pagelock providers')");
    }
  }
}
