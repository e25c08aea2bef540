package io.github.pagelock.posix;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Before Java 22 there is no foreign-function API: from there on the class of the same name in
 * META-INF/versions/22 takes the place of this one.
 */
final class Foreign {
  private static final int SINCE = 22;

  private Foreign() {}

  /** The functions of a library; null: of those that the process has loaded. */
  @SuppressWarnings("DoNotCallSuggester") // its other version does not always throw
  static Ffm open(@Nullable Path library) {
    int version = Runtime.version().feature();
    throw new CannotCallException(
        version < SINCE
            ? "this is Java " + version + ", and the JDK calls C by itself from " + SINCE + " on"
            : "this jar of Pagelock was built without its part for Java " + SINCE);
  }
}
