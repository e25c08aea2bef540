package io.github.pagelock.internal.base;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Warns if two copies of this library hold locks in one process, as two class loaders can do: each
 * copy has a ledger of its own, so that the last close in one unlocks what the other holds. A copy
 * that holds nothing, such as that of an application that was undeployed, disturbs nobody.
 */
public final class SecondCopy {
  /** Names the copy that holds locks; there while one does. Text, as others read all properties. */
  static final String PROPERTY = "io.github.pagelock.copy";

  public static final String OWN =
      String.valueOf(SecondCopy.class.getClassLoader()).replaceAll("\\s+", " ").strip()
          + "@"
          + System.identityHashCode(SecondCopy.class);

  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private SecondCopy() {}

  /** The first handle is there. */
  public static void holds() {
    System.getProperties().putIfAbsent(PROPERTY, OWN);
  }

  /** The last handle has gone. Never throws. */
  public static void holdsNothing() {
    try {
      System.getProperties().remove(PROPERTY, OWN);
    } catch (Throwable replacedByUsers) {
      // The pages are to be released all the same.
    }
  }

  /** Never throws: the lock that calls this is done. */
  public static void warnIfAnotherHolds() {
    try {
      Object first = System.getProperties().get(PROPERTY);
      if (first != null && !first.equals(OWN) && !WARNED.getAndSet(true)) {
        warn(first);
      }
    } catch (Throwable logFailed) {
      // Whoever has the log handler may not fail a lock.
    }
  }

  private static void warn(Object first) {
    Log.warn(
        "Pagelock is loaded twice in this process, by "
            + first
            + " and by "
            + OWN
            + ", and both hold locks: the copies do not know of each other's, so that one unlocks"
            + " what the other holds. Put pagelock-api where both can share it. (An application"
            + " that was stopped with open handles holds them until its class loader is"
            + " collected.)");
  }
}
