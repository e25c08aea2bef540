package io.github.pagelock.files;

import org.jspecify.annotations.Nullable;

/** What several steps have thrown: the first, with the others suppressed in it. */
final class Failures {
  private @Nullable RuntimeException first;

  void collect(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      if (first == null) {
        first = failure;
      } else {
        first.addSuppressed(failure);
      }
    }
  }

  void throwFirst() {
    if (first != null) {
      throw first;
    }
  }
}
