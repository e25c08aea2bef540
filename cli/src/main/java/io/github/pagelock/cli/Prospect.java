package io.github.pagelock.cli;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.PageLocker;

/**
 * How much could be locked now.
 *
 * @param mostBytes the most that nothing is known to prevent, in whole pages
 * @param beyond what prevents a page more
 */
record Prospect(long mostBytes, Diagnosis beyond) {
  /** Far more than there is; the biggest amount that may be asked about. */
  static final long TOO_MUCH = 1L << 62;

  /** Asks about amounts, each half as far from the answer as the one before. */
  static Prospect of(PageLocker locker) {
    long page = locker.pageSize();
    long enough = 0;
    long tooMuch = TOO_MUCH / page;
    Diagnosis beyond = locker.diagnose(TOO_MUCH);
    while (beyond.isProblem() && tooMuch - enough > 1) {
      long middle = enough + (tooMuch - enough) / 2;
      Diagnosis diagnosis = locker.diagnose(middle * page);
      if (diagnosis.isProblem()) {
        tooMuch = middle;
        beyond = diagnosis;
      } else {
        enough = middle;
      }
    }
    return new Prospect(beyond.isProblem() ? enough * page : TOO_MUCH, beyond);
  }
}
