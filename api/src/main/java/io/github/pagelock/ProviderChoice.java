package io.github.pagelock;

import java.util.Objects;

/**
 * The provider that a locker uses.
 *
 * @param name the provider's name, such as {@code linux}; {@code none} for a best-effort locker
 *     that found none
 * @param why in a sentence, why this one was chosen
 */
public record ProviderChoice(String name, String why) {
  /**
   * Takes no null.
   *
   * @param name the provider's name
   * @param why in a sentence
   */
  public ProviderChoice {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(why, "why");
  }
}
