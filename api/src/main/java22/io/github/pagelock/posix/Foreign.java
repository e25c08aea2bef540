package io.github.pagelock.posix;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** From Java 22 on the foreign-function API is there. */
final class Foreign {
  private Foreign() {}

  /** The functions of a library; null: of those that the process has loaded. */
  static Ffm open(@Nullable Path library) {
    return ForeignCalls.open(library);
  }
}
