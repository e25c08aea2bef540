package io.github.pagelock.internal.handle;

import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.admit.Admission;
import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.book.Claim;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Terms;
import io.github.pagelock.internal.engine.Debts;
import io.github.pagelock.internal.engine.LockEngine;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.engine.Synchronous;
import io.github.pagelock.internal.events.Report;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.steps.Releases;
import io.github.pagelock.internal.watch.Counts;
import io.github.pagelock.spi.PageOperations;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Goes the ways on which locks are released, once, with pages of nobody. What they need is loaded
 * then: later, memory or threads may be gone, or the application server has stopped the class
 * loader, which loads nothing any more (X5).
 */
final class Rehearsal {
  /** Of pages that are nowhere: any will do. */
  private static final int PAGE_SIZE = 64 << 10;

  private Rehearsal() {}

  static void run() {
    Log.load();
    new Releases.Waiting(piece -> {}, new Hold(0, 0, LockMode.PLAIN)).run();
    waitForPages();
    release(new NoPages(false));
    try {
      release(new NoPages(true));
    } catch (PageLockException asItShould) {
      Objects.requireNonNull(asItShould.getMessage());
      Objects.requireNonNull(report(asItShould));
    }
  }

  private static void release(NoPages operations) {
    Ledger ledger = new Ledger();
    Admission admission = new Admission(operations, ledger, true);
    LockEngine engine = new LockEngine(ledger, Terms.of(operations), new Counts());
    Debts debts = new Debts(ledger.owed, engine);
    Synchronous synchronous = new Synchronous(operations, admission, engine, debts);
    MemoryRange range = MemoryRange.ofAddress(PAGE_SIZE, PAGE_SIZE, null);
    Pages pages = Pages.covering(PAGE_SIZE, PAGE_SIZE, PAGE_SIZE);
    synchronous.lock(new RangeLock(range, pages, LockMode.PLAIN, null));
    synchronous.release(new Hold(pages.start(), pages.end(), LockMode.PLAIN), null);
  }

  /** As if somebody else were unlocking them. */
  private static void waitForPages() {
    Claim claim = new Claim(0, 0, LockMode.PLAIN);
    AtomicInteger asked = new AtomicInteger();
    Claim free =
        Synchronous.untilFree(
            whenFree -> {
              if (whenFree != null) {
                whenFree.run();
              }
              return asked.incrementAndGet() > 2 ? claim : null;
            });
    Objects.requireNonNull(free);
  }

  /** Not for the flight recorder: nobody wants to see a rehearsal. */
  private static Report report(PageLockException failure) {
    return new Report("rehearsal", LockMode.PLAIN, 0, 0, 0, Report.Outcome.FAILED, failure);
  }

  /** Pages that are nowhere. */
  private record NoPages(boolean failing) implements PageOperations {
    @Override
    public int pageSize() {
      return PAGE_SIZE;
    }

    @Override
    public void lock(long address, long byteCount) {}

    @Override
    public void unlock(long address, long byteCount) {
      if (failing) {
        throw new IllegalStateException("a rehearsal");
      }
    }
  }
}
