package io.github.pagelock.cli;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.PageLocker;

/**
 * How much could be locked now.
 *
 * @param mostBytes the most that nothing is known to prevent, in steps of 4 KiB
 * @param beyond what prevents a step more
 */
record Prospect(long mostBytes, Diagnosis beyond) {
  private static final long STEP = 4096;

  /** Far more than there is; the biggest amount that may be asked about. */
  static final long TOO_MUCH = 1L << 62;

  /** Asks about amounts, each half as far from the answer as the one before. */
  static Prospect of(PageLocker locker) {
    long enough = 0;
    long tooMuch = TOO_MUCH / STEP;
    Diagnosis beyond = locker.diagnose(TOO_MUCH);
    while (beyond.isProblem() && tooMuch - enough > 1) {
      long middle = enough + (tooMuch - enough) / 2;
      Diagnosis diagnosis = locker.diagnose(middle * STEP);
      if (diagnosis.isProblem()) {
        tooMuch = middle;
        beyond = diagnosis;
      } else {
        enough = middle;
      }
    }
    return new Prospect(beyond.isProblem() ? enough * STEP : TOO_MUCH, beyond);
  }
}
