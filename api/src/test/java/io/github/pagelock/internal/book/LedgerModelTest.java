package io.github.pagelock.internal.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.internal.engine.TestEngine;
import io.github.pagelock.internal.pages.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The engine against a model that anyone can see is right: a counter for each page. Several threads
 * lock, fail and release at random; whenever all of them rest, kernel, ledger and model must agree.
 * The seed is in each failure's message; {@code -Dpagelock.seed=N} replays it.
 */
class LedgerModelTest {
  private static final int THREADS = 4;

  private record Held(int first, int count, LockMode mode) {}

  private static final class Run {
    final long seed = Long.getLong("pagelock.seed", System.nanoTime());
    final int pageSize;
    final int pageCount;
    final boolean unlocksFail;
    final FakeKernel kernel;
    final Ledger ledger = new Ledger();
    final TestEngine engine;
    final long base;
    final AtomicIntegerArray model;
    final CyclicBarrier rest = new CyclicBarrier(THREADS, this::compareAtRest);

    Run(int pageSize, int pageCount, boolean unlocksFail) {
      this.pageSize = pageSize;
      this.pageCount = pageCount;
      this.unlocksFail = unlocksFail;
      this.kernel = new FakeKernel(pageSize);
      this.engine = new TestEngine(kernel, ledger);
      this.base = kernel.map(pageCount);
      this.model = new AtomicIntegerArray(pageCount);
    }

    void run(int operations) throws Exception {
      List<Thread> threads = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = new SplittableRandom(seed + i);
        Thread thread = new Thread(() -> new Worker(this, random).run(operations / THREADS));
        thread.setUncaughtExceptionHandler(
            (dead, failure) -> {
              synchronized (failures) {
                failures.add(failure);
              }
              rest.reset();
            });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      if (!failures.isEmpty()) {
        AssertionError error = new AssertionError("seed " + seed, failures.get(0));
        failures.forEach(error::addSuppressed);
        throw error;
      }
    }

    private void compareAtRest() {
      long held = 0;
      for (int page = 0; page < pageCount; page++) {
        boolean locked = kernel.isLocked(base + (long) page * pageSize);
        boolean expected = model.get(page) > 0;
        held += expected ? pageSize : 0;
        // A failed unlock leaves pages locked that nobody holds, and never the other way round.
        if (locked != expected && (expected || !unlocksFail)) {
          throw new AssertionError("page " + page + ": locked " + locked + ", held " + expected);
        }
      }
      Totals totals = ledger.totals();
      assertEquals(0, totals.reservedBytes());
      assertTrue(unlocksFail ? totals.bookedBytes() >= held : totals.bookedBytes() == held);
      assertEquals(List.of(), kernel.violations());
    }
  }

  private static final class Worker {
    private static final int OPERATIONS_BETWEEN_RESTS = 5_000;

    private final Run run;
    private final SplittableRandom random;
    private final List<Held> held = new ArrayList<>();

    Worker(Run run, SplittableRandom random) {
      this.run = run;
      this.random = random;
    }

    void run(int operations) {
      for (int i = 0; i < operations; i++) {
        act();
        if (i % OPERATIONS_BETWEEN_RESTS == 0) {
          awaitRest();
        }
      }
      while (!held.isEmpty()) {
        release(held.remove(held.size() - 1));
      }
      awaitRest();
    }

    private void awaitRest() {
      try {
        run.rest.await(60, TimeUnit.SECONDS);
      } catch (Exception failure) {
        throw new IllegalStateException("rest", failure);
      }
    }

    private void act() {
      if (random.nextInt(50) == 0) {
        run.kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, random.nextInt(4));
      }
      if (run.unlocksFail && random.nextInt(50) == 0) {
        run.kernel.failNextUnlocks(1);
      }
      if (held.size() > random.nextInt(12)) {
        Held mine = held.remove(random.nextInt(held.size()));
        assertLocked(mine);
        release(mine);
      } else {
        lock();
      }
    }

    private void lock() {
      int count = 1 + random.nextInt(Math.min(12, run.pageCount));
      int first = random.nextInt(run.pageCount - count + 1);
      LockMode mode = random.nextInt(3) == 0 ? LockMode.ON_FAULT : LockMode.PLAIN;
      Held wanted = new Held(first, count, mode);
      try {
        run.engine.lock(pages(wanted), mode);
      } catch (PageLockException failure) {
        assertEquals(Reason.TRY_AGAIN, failure.reason());
        return;
      }
      count(wanted, 1);
      held.add(wanted);
      assertLocked(wanted);
    }

    private void release(Held mine) {
      count(mine, -1);
      try {
        run.engine.release(pages(mine), mine.mode());
      } catch (PageLockException failure) {
        assertEquals(Reason.UNLOCK_FAILED, failure.reason());
        assertTrue(run.unlocksFail);
      }
    }

    private void count(Held range, int holds) {
      for (int page = range.first(); page < range.first() + range.count(); page++) {
        run.model.addAndGet(page, holds);
      }
    }

    /** What one thread holds stays locked, whatever the others do. */
    private void assertLocked(Held mine) {
      for (int page = mine.first(); page < mine.first() + mine.count(); page++) {
        long address = run.base + (long) page * run.pageSize;
        if (!run.kernel.isLocked(address)
            || (mine.mode() == LockMode.PLAIN && run.kernel.isOnFault(address))) {
          throw new AssertionError("page " + page + " of " + mine + " is not locked as held");
        }
      }
    }

    private Pages pages(Held range) {
      long start = run.base + (long) range.first() * run.pageSize;
      return new Pages(start, start + (long) range.count() * run.pageSize);
    }
  }

  @Test
  @Timeout(60)
  void aMillionRandomOperationsAgreeWithACounterForEachPage() throws Exception {
    new Run(FakeKernel.PAGE, 96, false).run(1_000_000);
  }

  @Test
  @Timeout(60)
  void failingUnlocksNeverUnlockWhatIsHeld() throws Exception {
    new Run(FakeKernel.PAGE, 96, true).run(200_000);
  }

  /** Each page counts once, so that nothing is ever refused: room for all is room for everybody. */
  @Test
  @Timeout(60)
  void aLimitOfAllPagesNeverRefuses() throws Exception {
    Run small = new Run(FakeKernel.PAGE, 96, false);
    small.kernel.setLockLimit(96 * FakeKernel.PAGE);
    small.run(100_000);
    Run ofManyChunks = new Run(4 << 20, 24, false);
    ofManyChunks.kernel.setLockLimit(24L * (4 << 20));
    ofManyChunks.run(10_000);
  }

  /** Pages of 4 MiB make every range of several pages a request of several chunks. */
  @Test
  @Timeout(60)
  void requestsOfManyChunksAgreeWithTheModelToo() throws Exception {
    new Run(4 << 20, 48, false).run(20_000);
  }
}
