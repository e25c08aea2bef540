package io.github.pagelock.internal.engine;

import io.github.pagelock.internal.base.Log;
import io.github.pagelock.internal.book.Claim;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.pages.Owed;
import io.github.pagelock.internal.work.Callbacks;

/** Does what could not be done before, without harm to whoever does it (X1, X2). */
public final class Debts {
  private final Owed owed;
  private final LockEngine engine;

  public Debts(Owed owed, LockEngine engine) {
    this.owed = owed;
    this.engine = engine;
  }

  /** What could not be released, and is not to be waited for. */
  public void owe(Hold hold) {
    owed.add(hold);
  }

  /** Releases what others could not, and asks for the thread that completions wait for. */
  public void pay() {
    Callbacks.askAgain();
    if (owed.isEmpty()) {
      return;
    }
    Hold rest = owed.take();
    while (rest != null) {
      Hold each = rest;
      rest = each.next;
      each.next = null;
      pay(each);
    }
  }

  private void pay(Hold hold) {
    Throwable failure = null;
    try {
      while (hold.at < hold.end) {
        long end = Math.min(hold.at + ChunkSizer.FIRST, hold.end);
        Claim claim = engine.tryRelease(hold, end, null);
        if (claim == null) {
          owe(hold);
          return;
        }
        failure = engine.settleRelease(claim, failure, null);
        hold.at = end;
      }
    } catch (VirtualMachineError noMemory) {
      owe(hold);
    }
    if (failure != null) {
      Log.warn("pages that could not be released before could not be unlocked", failure);
    }
  }
}
