package io.github.pagelock.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider can be used in this process. Immutable; more may be told one day, so it is
 * made by {@link #available} and {@link #unavailable}.
 */
public final class Availability {
  private static final Availability YES = new Availability(true, "");

  private final boolean isAvailable;
  private final String reason;

  private Availability(boolean isAvailable, String reason) {
    this.isAvailable = isAvailable;
    this.reason = reason;
  }

  /**
   * The provider can be used.
   *
   * @return available
   */
  public static Availability available() {
    return YES;
  }

  /**
   * The provider cannot be used.
   *
   * @param reason why not, and what to do about it, in a sentence
   * @return unavailable
   */
  public static Availability unavailable(String reason) {
    return new Availability(false, Objects.requireNonNull(reason, "reason"));
  }

  /**
   * Whether {@link PageLockProvider#open()} may be called.
   *
   * @return true if it may
   */
  public boolean isAvailable() {
    return isAvailable;
  }

  /**
   * Why the provider cannot be used.
   *
   * @return why not, and what to do about it, in a sentence; empty if it is available
   */
  public String reason() {
    return reason;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Availability that
        && isAvailable == that.isAvailable
        && reason.equals(that.reason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(isAvailable, reason);
  }

  /** Each by its name. */
  @Override
  public String toString() {
    return "Availability[isAvailable=" + isAvailable + ", reason=" + reason + ']';
  }
}
