package io.github.pagelock.files;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** Unmaps what is not reachable any more: the file of a handle that was lost. */
final class Unmapping {
  private static @Nullable Cleaner cleaner;

  private Unmapping() {}

  /** Made when it is needed first, and asked for again where no thread could be had. */
  static synchronized Cleaner cleaner() {
    Cleaner made = cleaner;
    if (made == null) {
      made = Cleaner.create();
      cleaner = made;
    }
    return made;
  }
}
