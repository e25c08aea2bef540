package io.github.pagelock.internal.pending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Ledgers;
import io.github.pagelock.internal.book.Totals;
import io.github.pagelock.internal.engine.Populating;
import io.github.pagelock.spi.PageOperations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pending locks at random: several threads submit, cancel, await, close and lock synchronously,
 * with faults. What a handle says is locked must be; at the end nothing may be locked and the
 * ledger must be empty. {@code -Dpagelock.seed=N} replays a seed.
 */
class PendingModelTest {
  private static final int THREADS = 3;

  /** Pages of 4 MiB: each is a chunk, at first. */
  private static final int PAGE = 4 << 20;

  private static final int PAGES = 40;

  private final long seed = Long.getLong("pagelock.seed", System.nanoTime());
  private final FakeKernel kernel = new FakeKernel(PAGE);
  private final long base = kernel.map(PAGES);

  @ParameterizedTest(name = "with a populator: {0}")
  @ValueSource(booleans = {false, true})
  @Timeout(90)
  void randomRequestsLeaveNothingLockedAndHoldWhatTheySay(boolean populates) throws Exception {
    PageOperations operations = populates ? Populating.over(kernel) : kernel;
    // Each page counts once, so that nobody is ever refused.
    kernel.setLockLimit((long) PAGES * PAGE);
    Ledger ledger = Ledgers.of(kernel.domain());
    try (PageLocker locker =
        PageLocker.builder()
            .provider(new FakeProvider(operations))
            .workers(3)
            .capacity(8)
            .build()) {
      List<Thread> threads = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = new SplittableRandom(seed + i);
        Thread thread = new Thread(() -> new Actor(locker, random).run(1_500));
        thread.setUncaughtExceptionHandler(
            (dead, failure) -> {
              synchronized (failures) {
                failures.add(failure);
              }
            });
        thread.start();
        threads.add(thread);
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
    assertEquals(Totals.NONE, ledger.totals(), "seed " + seed);
    assertEquals(0, kernel.lockedBytes(), "seed " + seed);
    assertEquals(List.of(), kernel.violations(), "seed " + seed);
  }

  private final class Actor {
    private final PageLocker locker;
    private final SplittableRandom random;
    private final List<PendingLock<LockedRange>> pending = new ArrayList<>();
    private final List<LockedRange> open = new ArrayList<>();

    Actor(PageLocker locker, SplittableRandom random) {
      this.locker = locker;
      this.random = random;
    }

    void run(int actions) {
      for (int i = 0; i < actions; i++) {
        act();
      }
      while (!pending.isEmpty()) {
        end(pending.remove(0));
      }
      while (!open.isEmpty()) {
        close(open.remove(0));
      }
    }

    private void act() {
      if (random.nextInt(20) == 0) {
        kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, random.nextInt(2));
      }
      switch (random.nextInt(6)) {
        case 0, 1 -> submit();
        case 2 -> cancelOne();
        case 3 -> {
          if (!pending.isEmpty()) {
            end(pending.remove(random.nextInt(pending.size())));
          }
        }
        case 4 -> {
          if (!open.isEmpty()) {
            close(open.remove(random.nextInt(open.size())));
          }
        }
        default -> lockNow();
      }
    }

    private MemoryRange range() {
      int count = 1 + random.nextInt(10);
      int first = random.nextInt(PAGES - count + 1);
      return MemoryRange.ofAddress(base + (long) first * PAGE, (long) count * PAGE, null);
    }

    private LockMode mode() {
      return random.nextInt(3) == 0 ? LockMode.ON_FAULT : LockMode.PLAIN;
    }

    private void submit() {
      try {
        pending.add(locker.lockAsync(range(), mode()));
      } catch (PageLockException full) {
        assertEquals(Reason.QUEUE_FULL, full.reason());
      }
    }

    private void cancelOne() {
      if (pending.isEmpty()) {
        return;
      }
      PendingLock<LockedRange> one = pending.get(random.nextInt(pending.size()));
      PendingLock.Cancellation answer = one.cancel();
      if (answer == PendingLock.Cancellation.CANCELLED) {
        pending.remove(one);
        await(one);
        assertEquals(PendingLock.State.CANCELLED, one.state());
        assertEquals(0, one.bytesLocked());
      }
    }

    private void end(PendingLock<LockedRange> one) {
      await(one);
      if (one.state() == PendingLock.State.LOCKED) {
        assertEquals(one.byteCount(), one.bytesLocked());
        opened(one.result());
      } else {
        assertEquals(Reason.TRY_AGAIN, one.failure().orElseThrow().reason());
      }
    }

    private void await(PendingLock<LockedRange> one) {
      try {
        assertTrue(one.await(Duration.ofSeconds(30)), "stuck: " + one);
      } catch (InterruptedException impossible) {
        throw new AssertionError(impossible);
      }
    }

    private void lockNow() {
      try {
        opened(locker.lock(range(), mode()));
      } catch (PageLockException failure) {
        assertEquals(Reason.TRY_AGAIN, failure.reason());
      }
    }

    private void opened(LockedRange handle) {
      open.add(handle);
      for (long at = handle.lockedAddress();
          at < handle.lockedAddress() + handle.lockedBytes();
          at += PAGE) {
        assertTrue(kernel.isLocked(at), "not locked: " + handle);
        assertTrue(
            handle.mode() == LockMode.ON_FAULT || (!kernel.isOnFault(at) && kernel.isResident(at)),
            "on fault or not resident: " + handle);
      }
    }

    private void close(LockedRange handle) {
      handle.close();
    }
  }
}
