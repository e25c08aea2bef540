package io.github.pagelock;

/**
 * A provider that was found, whether it can be used or not.
 *
 * @param name the name that selects it, such as {@code linux}
 * @param priority the highest among the available ones is chosen
 * @param available whether it can lock memory in this process
 * @param reason why it is not available; empty if it is
 * @param implementation the name of the class that provides it
 */
public record ProviderCandidate(
    String name, int priority, boolean available, String reason, String implementation) {}
