package io.github.pagelock.secrets;

import org.jspecify.annotations.Nullable;

/** Failures of steps that are all to be taken. */
final class Failures {
  private @Nullable Throwable first;

  void collect(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error failure) {
      if (first == null) {
        first = failure;
      } else if (failure != first) {
        first.addSuppressed(failure);
      }
    }
  }

  void throwFirst() {
    if (first instanceof RuntimeException failure) {
      throw failure;
    }
    if (first instanceof Error failure) {
      throw failure;
    }
  }
}
