package io.github.pagelock.internal.process;

import io.github.pagelock.internal.book.Claim;
import io.github.pagelock.internal.book.Ledger;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Pages with which no range may begin or end meanwhile; whoever has the turn has one at most. */
final class Bar {
  private Bar() {}

  /**
   * Does something while pages are barred. Waits before for at most the chunks of others that are
   * in the kernel; cannot be interrupted.
   */
  static <R> R over(Ledger ledger, long start, long end, Supplier<R> work) {
    Claim bar = ledger.bar(start, end);
    try {
      Semaphore free = new Semaphore(0);
      while (!ledger.isAlone(bar, free::release)) {
        free.acquireUninterruptibly();
      }
      return work.get();
    } finally {
      ledger.unbar(bar);
    }
  }

  static void over(Ledger ledger, long start, long end, Runnable work) {
    Supplier<Boolean> done =
        () -> {
          work.run();
          return true;
        };
    over(ledger, start, end, done);
  }
}
