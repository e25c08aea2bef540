package io.github.pagelock.internal.pending;

import io.github.pagelock.LockMode;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.engine.RangeLock;
import io.github.pagelock.internal.engine.TestEngine;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.work.Task;
import io.github.pagelock.internal.work.Workers;
import io.github.pagelock.spi.PageOperations;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An engine whose workers are the threads of a race: they take turns from its queue when they like.
 */
class RacingRequest {
  private static final int PAGE = FakeKernel.PAGE;
  private static final long ADDRESS = 1L << 32;

  /** Counts bytes: a page that is locked or unlocked twice shows in the sum. */
  private static final class Kernel implements PageOperations {
    private final AtomicLong lockedBytes = new AtomicLong();

    @Override
    public int pageSize() {
      return PAGE;
    }

    @Override
    public void lock(long address, long byteCount) {
      lockedBytes.addAndGet(byteCount);
    }

    @Override
    public void unlock(long address, long byteCount) {
      lockedBytes.addAndGet(-byteCount);
    }
  }

  /** Starts no thread, and helps nobody. */
  private static final class Turns extends Workers {
    private final Queue<Task> queue = new ConcurrentLinkedQueue<>();

    Turns() {
      super("nobody", 1);
    }

    @Override
    public void execute(Task turn) {
      queue.add(turn);
    }

    @Override
    public void mayHelp(boolean first) {
      // Those who race do it.
    }
  }

  private final Kernel kernel = new Kernel();
  private final Ledger ledger = new Ledger();
  private final TestEngine engine = new TestEngine(kernel, ledger);
  private final Turns turns = new Turns();
  private final AtomicInteger ends = new AtomicInteger();
  final PendingSet pending = engine.pending(turns, 1);
  final PendingRequest request;

  /**
   * A request that is not submitted yet.
   *
   * @param ranges of a page each, with gaps: as many chunks
   */
  RacingRequest(int ranges) {
    RangeLock[] locks = new RangeLock[ranges];
    for (int i = 0; i < ranges; i++) {
      long address = ADDRESS + 2L * i * PAGE;
      locks[i] = TestEngine.rangeLock(new Pages(address, address + PAGE), LockMode.PLAIN);
    }
    request =
        pending.request(
            List.of(locks),
            LockMode.PLAIN,
            new PendingRequest.Ending() {
              @Override
              public void makeResult(PendingRequest locked) {
                // Nobody looks at a handle.
              }

              @Override
              public void atEnd(PendingRequest ended, State state) {
                ends.incrementAndGet();
              }

              @Override
              public void afterEnd(PendingRequest ended) {
                // Nobody waits for a completion.
              }
            },
            null);
  }

  /** What a worker does. */
  void work() {
    work(Integer.MAX_VALUE);
  }

  /** A worker that is slow: only the first turns. */
  void work(int most) {
    for (int done = 0; done < most; done++) {
      Task turn = turns.queue.poll();
      if (turn == null) {
        return;
      }
      turn.run();
    }
  }

  /** The end, in words. */
  String end() {
    return request.state()
        + " "
        + kernel.lockedBytes.get() / PAGE
        + " pages "
        + (ledger.totals().bookedBytes() == kernel.lockedBytes.get() ? "" : "not in the book ")
        + (ledger.totals().reservedBytes() == 0 ? "" : "reserved ")
        + (ends.get() == 1 ? "once" : ends.get() + " times");
  }
}
