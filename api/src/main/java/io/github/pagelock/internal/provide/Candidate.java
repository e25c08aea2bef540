package io.github.pagelock.internal.provide;

import io.github.pagelock.ProviderCandidate;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A provider that was found; {@code provider} is null if it could not be made. */
public record Candidate(ProviderCandidate description, @Nullable PageLockProvider provider) {

  public static Candidate of(PageLockProvider provider) {
    String implementation = provider.getClass().getName();
    try {
      Availability availability = provider.availability();
      return new Candidate(
          new ProviderCandidate(
              provider.name(),
              provider.priority(),
              availability.isAvailable(),
              availability.reason(),
              implementation),
          provider);
    } catch (RuntimeException | LinkageError failure) {
      return broken(implementation, "asking it whether it is available failed: " + failure);
    }
  }

  static Candidate broken(String implementation, String reason) {
    return new Candidate(
        new ProviderCandidate("(unknown)", Integer.MIN_VALUE, false, reason, implementation), null);
  }

  /** Only for one that is available. */
  public PageOperations open() {
    return Objects.requireNonNull(provider, "not available").open();
  }

  public boolean isAvailable() {
    return description.isAvailable();
  }

  public String name() {
    return description.name();
  }

  @Override
  public String toString() {
    return name()
        + " ("
        + description.implementation()
        + (isAvailable()
            ? ", priority " + description.priority() + ")"
            : "): " + description.reason());
  }
}
