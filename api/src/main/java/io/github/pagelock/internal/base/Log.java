package io.github.pagelock.internal.base;

import org.jspecify.annotations.Nullable;

/**
 * The library's one logger. It speaks only of what nobody could be told by an exception, and throws
 * nothing itself: a handler that fails harms itself alone (X3).
 */
public final class Log {
  private static final System.Logger LOGGER = System.getLogger("io.github.pagelock");

  private Log() {}

  /** Loads what it takes to log. */
  public static void load() {
    LOGGER.isLoggable(System.Logger.Level.WARNING);
  }

  public static void warn(String message, @Nullable Throwable cause) {
    try {
      LOGGER.log(System.Logger.Level.WARNING, message, cause);
    } catch (Throwable nobodyToTell) {
      // There is no other way to say it.
    }
  }

  public static void warn(String message) {
    warn(message, null);
  }
}
