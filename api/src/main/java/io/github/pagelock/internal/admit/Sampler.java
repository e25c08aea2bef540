package io.github.pagelock.internal.admit;

import io.github.pagelock.LockLimits;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Totals;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageOperations;

/** Asks the kernel, and keeps what it said (docs/ledger.md, "What is sampled, and when"). */
final class Sampler {
  private final PageOperations operations;
  private final Ledger ledger;
  private volatile Sample last = Sample.NONE;

  /** The last one that was clear; of any age. */
  private volatile Sample clear = Sample.NONE;

  Sampler(PageOperations operations, Ledger ledger) {
    this.operations = operations;
    this.ledger = ledger;
  }

  /** The last whole one, of any age. */
  Sample last() {
    return last;
  }

  Sample clear() {
    return clear;
  }

  /**
   * The limits now, and no memory: what is refused for a limit need not pay for that. The numbers
   * belong together only if no page entered or left the book meanwhile.
   */
  Sample limits() {
    Sample fresh = Sample.NONE;
    for (int attempt = 0; attempt < 3; attempt++) {
      Totals before = ledger.totals();
      LockLimits limits = operations.limits();
      fresh = new Sample(limits, MemoryRoom.ALL_UNKNOWN, before, System.nanoTime(), true);
      if (ledger.totals().bookedBytes() == before.bookedBytes()) {
        if (fresh.isClear()) {
          clear = fresh;
        }
        break;
      }
    }
    return fresh;
  }

  /** Keeps the sample, whole now, for requests to come. */
  Sample withMemory(Sample limits) {
    MemoryRoom memory = operations.memory();
    Sample whole = new Sample(limits.limits(), memory, limits.totals(), limits.nanoTime(), true);
    last = whole;
    return whole;
  }
}
