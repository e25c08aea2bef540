package io.github.pagelock.internal;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProviderCandidate;
import io.github.pagelock.spi.PageLockProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes lockers. */
@SuppressWarnings("DoNotCallSuggester")
public final class Lockers {
  private Lockers() {}

  public static PageLocker system() {
    throw new UnsupportedOperationException();
  }

  public static List<ProviderCandidate> candidates() {
    throw new UnsupportedOperationException();
  }

  public static PageLocker build(
      @Nullable PageLockProvider provider,
      @Nullable String providerName,
      LockPolicy policy,
      boolean overcommit) {
    throw new UnsupportedOperationException();
  }
}
