package io.github.pagelock.spi;

/**
 * Whether a provider can be used in this process.
 *
 * @param isAvailable whether {@link PageLockProvider#open()} may be called
 * @param reason why not, and what to do about it, in a sentence; empty if available
 */
public record Availability(boolean isAvailable, String reason) {
  private static final Availability YES = new Availability(true, "");

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
    return new Availability(false, reason);
  }
}
