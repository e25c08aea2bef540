package io.github.pagelock.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider can be used in this process. Immutable; more may be told one day, so it is
 * made by {@link #available} and {@link #unavailable}.
 */
public final class Availability {
  private static final Availability YES = new Availability(true, "", "");

  private final boolean isAvailable;
  private final String reason;
  private final String bridge;

  private Availability(boolean isAvailable, String reason, String bridge) {
    this.isAvailable = isAvailable;
    this.reason = reason;
    this.bridge = bridge;
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
   * The provider can be used, and says how it calls the operating system.
   *
   * @param bridge its name, a colon, and why it is this one, such as {@code ffm: Java 25 calls C by
   *     itself}
   * @return available
   */
  public static Availability available(String bridge) {
    return new Availability(true, "", Objects.requireNonNull(bridge, "bridge"));
  }

  /**
   * The provider cannot be used.
   *
   * @param reason why not, and what to do about it, in a sentence
   * @return unavailable
   */
  public static Availability unavailable(String reason) {
    return new Availability(false, Objects.requireNonNull(reason, "reason"), "");
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

  /**
   * How the provider calls the operating system.
   *
   * @return the bridge and why it is this one; empty if it is unavailable, or does not say
   */
  public String bridge() {
    return bridge;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Availability that
        && isAvailable == that.isAvailable
        && reason.equals(that.reason)
        && bridge.equals(that.bridge);
  }

  @Override
  public int hashCode() {
    return Objects.hash(isAvailable, reason, bridge);
  }

  /** Each by its name. */
  @Override
  public String toString() {
    return "Availability[isAvailable="
        + isAvailable
        + ", reason="
        + reason
        + ", bridge="
        + bridge
        + ']';
  }
}
