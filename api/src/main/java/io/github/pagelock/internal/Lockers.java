package io.github.pagelock.internal;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Pending;
import io.github.pagelock.ProviderCandidate;
import io.github.pagelock.ProviderChoice;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Makes lockers: the way from the user API into the engine. */
public final class Lockers {
  private static final ReentrantLock SYSTEM_LOCK = new ReentrantLock();
  private static volatile @Nullable PageLocker system;

  static {
    SecondCopy.warnIfLoadedTwice();
  }

  private Lockers() {}

  /**
   * The shared locker, made on the first call that succeeds.
   *
   * @return always the same
   */
  public static PageLocker system() {
    PageLocker known = system;
    if (known != null) {
      return known;
    }
    SYSTEM_LOCK.lock();
    try {
      PageLocker made = system;
      if (made == null) {
        made = open(select(null), LockerSettings.DEFAULT, true);
        system = made;
      }
      return made;
    } finally {
      SYSTEM_LOCK.unlock();
    }
  }

  /**
   * Every provider that is found now.
   *
   * @return the candidates, the highest priority first
   */
  public static List<ProviderCandidate> candidates() {
    return ProviderLoader.load().stream().map(Candidate::description).toList();
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
      Selection selection = provider == null ? select(settings.providerName()) : given(provider);
      return open(selection, settings, false);
    } catch (PageLockException unavailable) {
      if (settings.policy() == LockPolicy.REQUIRED) {
        throw unavailable;
      }
      return new DefaultPageLocker(
          new ProviderChoice("none", String.valueOf(unavailable.getMessage())),
          new MissingOperations(unavailable),
          settings,
          false);
    }
  }

  /**
   * Waits until one of several requests has ended.
   *
   * @param requests made by lockers of this library
   * @param timeout how long to wait at most
   * @param <P> their type
   * @return one that has ended, or empty
   * @throws InterruptedException if the thread is interrupted
   */
  public static <P extends Pending> Optional<P> awaitAny(Collection<P> requests, Duration timeout)
      throws InterruptedException {
    CompletableFuture<?>[] ends =
        requests.stream().map(Lockers::ended).toArray(CompletableFuture<?>[]::new);
    if (ends.length > 0) {
      PendingView.await(CompletableFuture.anyOf(ends), timeout);
    }
    return requests.stream().filter(request -> request.state() != Pending.State.PENDING).findAny();
  }

  private static CompletableFuture<?> ended(Pending request) {
    if (request instanceof PendingView<?> known) {
      return known.request().ended();
    }
    throw new IllegalArgumentException("not a request of Pagelock: " + request);
  }

  private static Selection select(@Nullable String builderName) {
    if (builderName != null) {
      return Selection.choose(ProviderLoader.load(), builderName, "PageLocker.builder()");
    }
    String property = System.getProperty(PageLocker.PROVIDER_PROPERTY);
    return Selection.choose(
        ProviderLoader.load(),
        property == null || property.isEmpty() ? null : property,
        "the system property " + PageLocker.PROVIDER_PROPERTY);
  }

  private static Selection given(PageLockProvider provider) {
    Candidate candidate = Candidate.of(provider);
    if (!candidate.isAvailable()) {
      throw Selection.refused(
          "the page lock provider that the builder was given is not available: " + candidate);
    }
    return new Selection(
        candidate, new ProviderChoice(candidate.name(), "it was given to PageLocker.builder()"));
  }

  private static PageLocker open(Selection selection, LockerSettings settings, boolean shared) {
    PageOperations operations;
    try {
      operations = selection.candidate().open();
    } catch (RuntimeException | LinkageError failure) {
      throw Selection.refused(
          "the page lock provider " + selection.candidate() + " failed to open: " + failure);
    }
    return new DefaultPageLocker(selection.choice(), operations, settings, shared);
  }
}
