package io.github.pagelock.cli;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProviderCandidate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the locker that the options ask for. */
final class Lockers {
  private Lockers() {}

  static PageLocker open(@Nullable String provider, LockPolicy policy) {
    PageLocker.Builder builder = PageLocker.builder().policy(policy);
    if (provider != null) {
      requireKnown(provider);
      builder.provider(provider);
    }
    return builder.build();
  }

  private static void requireKnown(String provider) {
    List<ProviderCandidate> candidates = PageLocker.candidates();
    if (candidates.stream().noneMatch(candidate -> candidate.name().equals(provider))) {
      throw new CliException(
          "there is no provider '"
              + provider
              + "'; there is "
              + candidates.stream()
                  .map(c -> c.name() + (c.available() ? "" : " (not available here)"))
                  .collect(Collectors.joining(", "))
              + " (see 'pagelock providers')");
    }
  }
}
