package io.github.pagelock.internal;

/** The library's one logger. It speaks only of what nobody could be told by an exception. */
final class Log {
  private static final System.Logger LOGGER = System.getLogger("io.github.pagelock");

  private Log() {}

  static void warn(String message, Throwable cause) {
    LOGGER.log(System.Logger.Level.WARNING, message, cause);
  }

  static void warn(String message) {
    LOGGER.log(System.Logger.Level.WARNING, message);
  }
}
