package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;

/** What the rules of the kit share. */
interface Rules {
  /**
   * The bench of the test that runs.
   *
   * @return the same during a test
   */
  Bench bench();

  /** Checks that a call is refused as what the provider does not have. */
  static void assertUnsupported(Runnable call) {
    assertEquals(Reason.UNSUPPORTED, assertThrows(PageLockException.class, call::run).reason());
  }
}
