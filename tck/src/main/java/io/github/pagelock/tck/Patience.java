package io.github.pagelock.tck;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long tests wait for what must happen: a setting of the machine that they run on. */
public final class Patience {
  /**
   * The name of the system property: milliseconds. On a machine that is slow, such as one in
   * software emulation, set more than the 30,000 that it is without.
   */
  public static final String PROPERTY = "pagelock.tck.patienceMillis";

  private static final Duration USUAL = Duration.ofSeconds(30);

  private Patience() {}

  /**
   * What the property says.
   *
   * @return 30 s if it is not set
   * @throws IllegalStateException if it is not a whole number of milliseconds above 0
   */
  public static Duration ofThisMachine() {
    return of(System.getProperty(PROPERTY));
  }

  static Duration of(@Nullable String millis) {
    if (millis == null) {
      return USUAL;
    }
    if (!millis.matches("0*[1-9][0-9]{0,11}")) {
      throw new IllegalStateException(
          "-D" + PROPERTY + "=" + millis + ": it takes a whole number of milliseconds");
    }
    return Duration.ofMillis(Long.parseLong(millis));
  }
}
