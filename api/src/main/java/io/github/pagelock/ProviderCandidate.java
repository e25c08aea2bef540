package io.github.pagelock;

import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider that was found, whether it can be used or not. What it says of itself is asked once,
 * when it is found. More may be told one day, so it is made by {@link #of}.
 */
public final class ProviderCandidate {
  private final String name;
  private final int priority;
  private final boolean isAvailable;
  private final String reason;
  private final String bridge;
  private final String implementation;
  private final @Nullable PageLockProvider provider;

  private ProviderCandidate(
      String name,
      int priority,
      Availability availability,
      String implementation,
      @Nullable PageLockProvider provider) {
    this.name = Objects.requireNonNull(name, "name");
    this.priority = priority;
    this.isAvailable = availability.isAvailable();
    this.reason = availability.reason();
    this.bridge = availability.bridge();
    this.implementation = Objects.requireNonNull(implementation, "implementation");
    this.provider = provider;
  }

  /**
   * Asks a provider what it is. One that throws is not available, and the reason says so.
   *
   * @param provider to ask
   * @return what it said
   */
  public static ProviderCandidate of(PageLockProvider provider) {
    Objects.requireNonNull(provider, "provider");
    String implementation = provider.getClass().getName();
    try {
      return new ProviderCandidate(
          provider.name(), provider.priority(), provider.availability(), implementation, provider);
    } catch (RuntimeException | LinkageError failure) {
      return missing(
          "(unknown)", implementation, "asking it whether it is available failed: " + failure);
    }
  }

  /**
   * One that could not be made.
   *
   * @param name what to call it
   * @param implementation the name of its class, or what is known instead
   * @param reason why it cannot be used
   * @return a candidate that is not available, and has the lowest priority
   */
  public static ProviderCandidate missing(String name, String implementation, String reason) {
    return new ProviderCandidate(
        name, Integer.MIN_VALUE, Availability.unavailable(reason), implementation, null);
  }

  /**
   * What selects it.
   *
   * @return the provider's name, such as {@code linux}
   */
  public String name() {
    return name;
  }

  /**
   * The highest among the available ones is chosen.
   *
   * @return any number
   */
  public int priority() {
    return priority;
  }

  /**
   * Whether it can lock memory in this process.
   *
   * @return false if {@link #reason} says why not
   */
  public boolean isAvailable() {
    return isAvailable;
  }

  /**
   * Why it is not available.
   *
   * @return a sentence; empty if it is
   */
  public String reason() {
    return reason;
  }

  /**
   * How it calls the operating system.
   *
   * @return the bridge, a colon, and why it is this one, such as {@code ffm: Java 25 calls C by
   *     itself}; empty if it is not available, or does not say
   */
  public String bridge() {
    return bridge;
  }

  /**
   * What provides it.
   *
   * @return the name of its class
   */
  public String implementation() {
    return implementation;
  }

  /**
   * The provider itself, for {@link PageLockerBuilder#provider(PageLockProvider)}.
   *
   * @return empty if it could not be made or asked
   */
  public Optional<PageLockProvider> provider() {
    return Optional.ofNullable(provider);
  }

  /** As the messages name it. */
  @Override
  public String toString() {
    return name
        + " ("
        + implementation
        + (isAvailable ? ", priority " + priority + ")" : "): " + reason);
  }
}
