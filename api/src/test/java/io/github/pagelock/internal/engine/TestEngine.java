package io.github.pagelock.internal.engine;

import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.internal.admit.Admission;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Terms;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.pending.Gate;
import io.github.pagelock.internal.pending.Lanes;
import io.github.pagelock.internal.pending.PendingSet;
import io.github.pagelock.internal.watch.Counts;
import io.github.pagelock.internal.work.Workers;
import io.github.pagelock.spi.PageOperations;

/** What a locker is made of, without a locker. */
public final class TestEngine {
  private final PageOperations operations;
  private final Admission admission;
  private final LockEngine engine;
  private final Debts debts;
  private final Synchronous synchronous;

  public TestEngine(PageOperations operations, Ledger ledger) {
    this(operations, ledger, false);
  }

  public TestEngine(PageOperations operations, Ledger ledger, boolean overcommit) {
    this.operations = operations;
    this.admission = new Admission(operations, ledger, overcommit);
    this.engine = new LockEngine(ledger, Terms.of(operations), new Counts());
    this.debts = new Debts(ledger.owed, engine);
    this.synchronous = new Synchronous(operations, admission, engine, debts);
  }

  public Admission admission() {
    return admission;
  }

  /** A way for pending locks. */
  public PendingSet pending(Workers workers, int capacity) {
    Gate gate = new Gate(operations, admission);
    Lanes lanes = new Lanes(gate, engine, admission.guard(), debts, workers, false);
    return new PendingSet(lanes, debts, capacity);
  }

  public static RangeLock rangeLock(Pages pages, LockMode mode) {
    MemoryRange range = MemoryRange.ofAddress(pages.start(), pages.byteCount(), null);
    return new RangeLock(range, pages, mode, null);
  }

  public void lock(Pages pages, LockMode mode) {
    synchronous.lock(rangeLock(pages, mode));
  }

  public void release(Pages pages, LockMode mode) {
    synchronous.release(new Hold(pages.start(), pages.end(), mode), null);
  }
}
