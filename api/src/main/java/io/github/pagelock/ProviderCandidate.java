package io.github.pagelock;

import java.util.Objects;

/**
 * A provider that was found, whether it can be used or not.
 *
 * @param name the name that selects it, such as {@code linux}
 * @param priority the highest among the available ones is chosen
 * @param isAvailable whether it can lock memory in this process
 * @param reason why it is not available; empty if it is
 * @param implementation the name of the class that provides it
 */
public record ProviderCandidate(
    String name, int priority, boolean isAvailable, String reason, String implementation) {
  /**
   * Takes no null.
   *
   * @param name the name that selects it
   * @param priority the highest is chosen
   * @param isAvailable whether it can be used
   * @param reason why not, or empty
   * @param implementation a class's name
   */
  public ProviderCandidate {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(implementation, "implementation");
  }
}
