package io.github.pagelock.internal.book;

/**
 * Where an interval starts, by which the ledger finds it. An interval is its own key: a boxed
 * address would cost 24 bytes for each locked range.
 */
public class IntervalStart {
  public long start;
}
