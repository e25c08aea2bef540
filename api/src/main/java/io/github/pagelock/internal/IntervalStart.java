package io.github.pagelock.internal;

/**
 * Where an interval starts, by which the ledger finds it. An interval is its own key: a boxed
 * address would cost 24 bytes for each locked range.
 */
class IntervalStart {
  long start;
}
