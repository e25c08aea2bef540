package io.github.pagelock.internal;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.ProviderCandidate;
import io.github.pagelock.ProviderChoice;
import io.github.pagelock.internal.base.Given;
import io.github.pagelock.internal.provide.MissingOperations;
import io.github.pagelock.internal.provide.ProviderChooser;
import io.github.pagelock.internal.provide.ProviderLoader;
import io.github.pagelock.internal.provide.SystemLocker;
import io.github.pagelock.internal.view.FirstEnd;
import io.github.pagelock.internal.view.PendingView;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes lockers: the way from the user API into the engine. */
public final class Lockers {
  private static final SystemLocker SYSTEM = new SystemLocker();

  private Lockers() {}

  /**
   * The shared locker, made on the first call that succeeds.
   *
   * @return always the same, until its provider's class loader is gone
   */
  public static PageLocker system() {
    return SYSTEM.get(Lockers::makeSystem);
  }

  private static PageLocker makeSystem() {
    return open(select(null), LockerSettings.DEFAULT, true);
  }

  /**
   * Every provider that is found now.
   *
   * @return the candidates, the highest priority first
   */
  public static List<ProviderCandidate> candidates() {
    return ProviderLoader.load();
  }

  /**
   * Makes a locker from a builder's settings.
   *
   * @param settings what the builder was told
   * @return a new locker
   */
  public static PageLocker build(LockerSettings settings) {
    PageLockProvider provider = settings.provider();
    try {
      ProviderChoice choice = provider == null ? select(settings.providerName()) : given(provider);
      return open(choice, settings, false);
    } catch (PageLockException unavailable) {
      if (settings.policy() == LockPolicy.REQUIRED) {
        throw unavailable;
      }
      String why = String.valueOf(unavailable.getMessage());
      return new Locker(
          ProviderChoice.of(ProviderCandidate.missing("none", "none", why), why),
          new MissingOperations(unavailable),
          settings,
          false);
    }
  }

  /**
   * Waits until one of several requests has ended.
   *
   * @param requests anybody's
   * @param timeout how long to wait at most
   * @param <P> their type
   * @return one that has ended, or empty
   * @throws InterruptedException if the thread is interrupted
   */
  public static <P extends PendingLock<?>> Optional<P> awaitAny(
      Collection<P> requests, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return new FirstEnd<>(Given.copy(requests, "requests")).await(PendingView.nanos(timeout));
  }

  private static ProviderChoice select(@Nullable String builderName) {
    if (builderName != null) {
      return ProviderChooser.choose(ProviderLoader.load(), builderName, "PageLocker.builder()");
    }
    String property = System.getProperty(PageLocker.PROVIDER_PROPERTY);
    return ProviderChooser.choose(
        ProviderLoader.load(),
        property == null || property.isEmpty() ? null : property,
        "the system property " + PageLocker.PROVIDER_PROPERTY);
  }

  private static ProviderChoice given(PageLockProvider provider) {
    ProviderCandidate candidate = ProviderCandidate.of(provider);
    if (!candidate.isAvailable()) {
      throw ProviderChooser.refused(
          "the page lock provider that the builder was given is not available: " + candidate);
    }
    return ProviderChoice.of(candidate, "it was given to PageLocker.builder()");
  }

  private static PageLocker open(ProviderChoice choice, LockerSettings settings, boolean shared) {
    PageOperations operations;
    try {
      operations = choice.candidate().provider().orElseThrow().open();
    } catch (RuntimeException | LinkageError failure) {
      throw ProviderChooser.refused(
          "the page lock provider " + choice.candidate() + " failed to open: " + failure);
    }
    return new Locker(choice, operations, settings, shared);
  }
}
