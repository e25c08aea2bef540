package io.github.pagelock;

/**
 * The provider that a locker uses.
 *
 * @param name the provider's name, such as {@code linux}; {@code none} for a best-effort locker
 *     that found none
 * @param why in a sentence, why this one was chosen
 */
public record ProviderChoice(String name, String why) {}
