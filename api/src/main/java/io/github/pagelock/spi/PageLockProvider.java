package io.github.pagelock.spi;

/**
 * The implementation of page locks for an operating system, found by {@link
 * java.util.ServiceLoader}.
 *
 * <p>Constructing one must be cheap and load no native code: that begins when {@link
 * #availability()} is asked.
 */
public interface PageLockProvider {
  /**
   * The name that selects this provider, such as {@code linux}.
   *
   * @return a short lower-case name, unique among providers
   */
  String name();

  /**
   * Which provider is preferred: the highest priority among the available ones wins, and a tie is
   * an error. The providers of Pagelock use 100 for an operating system's own and 10 for the
   * fallback.
   *
   * @return any number
   */
  int priority();

  /**
   * Whether this provider can lock memory in this process.
   *
   * @return available, or why not and what to do about it, in a sentence
   */
  Availability availability();

  /**
   * Opens the way to the kernel. Called only if {@link #availability()} said that it is available.
   *
   * @return operations, used by several threads at once
   */
  PageOperations open();
}
