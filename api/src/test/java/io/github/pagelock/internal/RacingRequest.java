package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.Pending.State;
import io.github.pagelock.spi.PageOperations;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An engine whose workers are the threads of a race: they take turns from its queue when they like.
 */
class RacingRequest {
  private static final int PAGE = 4096;
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

  /** Starts no thread. */
  private static final class Turns extends ThreadPoolExecutor {
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

    Turns() {
      super(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    @Override
    public void execute(Runnable turn) {
      queue.add(turn);
    }
  }

  private final Kernel kernel = new Kernel();
  private final Ledger ledger = new Ledger();
  private final LockEngine engine =
      new LockEngine(kernel, ledger, new Admission(kernel, ledger, false), new Telemetry("fake"));
  private final Turns turns = new Turns();
  private final AtomicInteger ends = new AtomicInteger();
  final AsyncEngine pending = new AsyncEngine(engine, new Workers(1, turns), 1, false);
  final PendingRequest request;

  /**
   * A request that is not submitted yet.
   *
   * @param ranges of a page each, with gaps: as many chunks
   */
  RacingRequest(int ranges) {
    Part[] parts = new Part[ranges];
    for (int i = 0; i < ranges; i++) {
      long address = ADDRESS + 2L * i * PAGE;
      parts[i] =
          pending.part(
              MemoryRange.ofAddress(address, PAGE, null), new Pages(address, address + PAGE), null);
    }
    request =
        pending.request(
            List.of(parts),
            LockMode.PLAIN,
            new PendingRequest.Ending() {
              @Override
              public void atEnd(PendingRequest ended, State state) {
                ends.incrementAndGet();
              }

              @Override
              public void afterEnd(PendingRequest ended) {
                // Nobody waits for a completion.
              }
            });
  }

  /** What a worker does. */
  void work() {
    work(Integer.MAX_VALUE);
  }

  /** A worker that is slow: only the first turns. */
  void work(int most) {
    for (int done = 0; done < most; done++) {
      Runnable turn = turns.queue.poll();
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
