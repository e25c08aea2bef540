package io.github.pagelock.internal;

/**
 * Warns if this library is loaded twice in one process, as two class loaders can do: each copy has
 * a ledger of its own, so that the last close in one unlocks what the other holds.
 */
final class SecondCopy {
  static final String PROPERTY = "io.github.pagelock.copy";

  private SecondCopy() {}

  static void warnIfLoadedTwice() {
    String own =
        SecondCopy.class.getClassLoader() + "@" + System.identityHashCode(SecondCopy.class);
    Object first = System.getProperties().putIfAbsent(PROPERTY, own);
    if (first != null && !first.equals(own)) {
      Log.warn(
          "Pagelock is loaded twice in this process, by "
              + first
              + " and by "
              + own
              + ": the copies do not know of each other's locks, so that one unlocks what the other"
              + " holds. Put pagelock-api where both can share it.");
    }
  }
}
