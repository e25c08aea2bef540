package io.github.pagelock.posix;

import java.util.function.Supplier;

/**
 * A way to call C that is not the JDK's own, found by {@link java.util.ServiceLoader}: JNA's, where
 * {@code pagelock-jna} is there. As a service it brings JNA into a module graph in which no
 * provider requires it.
 */
public interface Bridge {
  /**
   * Its name.
   *
   * @return as the system property {@link NativeAccess#BRIDGE_PROPERTY} says it
   */
  String name();

  /**
   * Binds a library.
   *
   * @param <L> the calls of the library
   * @param provider whose class loader finds what the bridge needs
   * @param binding binds the library
   * @return the bound calls
   * @throws CannotCallException if it cannot, with the reason and what to do
   */
  <L> L bind(Class<?> provider, Supplier<L> binding);
}
