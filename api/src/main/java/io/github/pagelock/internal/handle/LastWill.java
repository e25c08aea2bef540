package io.github.pagelock.internal.handle;

import io.github.pagelock.internal.watch.StatisticsBeans;

/**
 * What is done when this library's class loader is collected, with an application that was
 * undeployed: what it left locked is unlocked, what it left registered is taken away (X6).
 *
 * <p>A finalizer, because nothing else in Java runs for an object that reaches its own code: a
 * cleaning action must not reach what it waits for, and what unlocks pages are classes of this very
 * loader. One object, in each copy of the library, and never collected in a program that loads it
 * with its own class loader. Nothing is done where the JVM runs no finalizers ({@code
 * --finalization=disabled}).
 */
final class LastWill {
  /** Reachable as long as the class loader is. */
  @SuppressWarnings("unused")
  private static final LastWill ONLY = new LastWill();

  private LastWill() {}

  /** Initializes this class. */
  static void make() {}

  @Override
  @SuppressWarnings({"deprecation", "removal", "Finalize"})
  protected void finalize() {
    try {
      StatisticsBeans.unregisterAll();
    } finally {
      OpenHandles.releaseAll();
    }
  }
}
