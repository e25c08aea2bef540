package io.github.pagelock.provider.freebsd;

import org.jspecify.annotations.Nullable;

/** The first of what was thrown while others had to be looked after; later ones are suppressed. */
final class Problems {
  private @Nullable Throwable first;

  void add(Throwable next) {
    if (first == null) {
      first = next;
    } else if (first != next) {
      try {
        first.addSuppressed(next);
      } catch (Throwable noMemory) {
        // The first one is what matters.
      }
    }
  }

  /** Throws the first, if there is one. */
  void rethrow() {
    if (first instanceof Error error) {
      throw error;
    }
    if (first instanceof RuntimeException exception) {
      throw exception;
    }
    if (first != null) {
      throw new IllegalStateException(first); // by somebody who does not declare what he throws
    }
  }

  /** Reports the first, if there is one. Throws nothing. */
  void report() {
    if (first != null) {
      report(first);
    }
  }

  /** To the thread's handler of uncaught exceptions, although the thread goes on. */
  static void report(Throwable problem) {
    try {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, problem);
    } catch (Throwable ofTheHandler) {
      // There is nobody else to tell.
    }
  }
}
