package io.github.pagelock.tck;

/** What the rules of the kit share. */
interface Rules {
  /**
   * The bench of the test that runs.
   *
   * @return the same during a test
   */
  Bench bench();
}
