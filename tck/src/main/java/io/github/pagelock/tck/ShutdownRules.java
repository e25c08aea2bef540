package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A12: closing a locker. */
interface ShutdownRules extends Rules {
  /** How many requests are in flight when a locker closes. */
  int MANY = 2000;

  /** Closes a locker, as a task. */
  static boolean closed(PageLocker locker) {
    locker.close();
    return true;
  }

  /**
   * close() cancels what it can, waits for the rest, and returns when nothing is pending. When it
   * fails, look for requests that are left to the workers.
   */
  @Test
  default void required_A12_closeCancelsWhatIsPendingAndWaitsForTheRest() {
    TestRegion region = bench().region(8);
    PageLocker locker = bench().requests().oneWorker();
    List<PendingLock<LockedRange>> queued = new ArrayList<>();
    PendingLock<LockedRange> running;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      running = bench().requests().lock(locker, bench().pages(region, 0, 1));
      stop.awaitReached();
      for (int i = 1; i < 4; i++) {
        queued.add(bench().requests().lock(locker, bench().pages(region, 2 * i, 2 * i + 1)));
      }
      Background<Boolean> closing = bench().inBackground(() -> closed(locker));
      assertFalse(closing.endsSoon(), "closed while a request was in the kernel");
      stop.release();
      closing.await("close() hangs");
      assertEquals(State.LOCKED, running.state(), "it could not be cancelled");
      queued.forEach(pending -> assertEquals(State.CANCELLED, pending.state()));
    }
    assertEquals(1, bench().recorder().calls().size(), "calls");
    bench().assertPages(region, "X.......");
    closed(locker);
    assertThrows(IllegalStateException.class, () -> locker.lockAsync(region.range()));
    bench().assertPages(region, "X.......");
  }

  /** close() waits for the rollback of what it cancels: look for a wait for the answer only. */
  @Test
  default void required_A12_closeWaitsForTheRollback() {
    bench().needsRoomFor(ChunkRules.LARGE);
    TestRegion region = bench().regionOf(ChunkRules.LARGE);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopAt(call -> call.address() != region.address());
        CallStop rollback = bench().requests().stopAt(KernelCall::isUnlock)) {
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      stop.awaitReached();
      Background<Boolean> closing = bench().inBackground(() -> closed(locker));
      assertFalse(closing.endsSoon(), "closed while a request was in the kernel");
      stop.release();
      rollback.awaitReached();
      assertFalse(closing.endsSoon(), "closed while a request was rolled back");
      rollback.release();
      closing.await("close() hangs");
      assertEquals(State.CANCELLED, pending.state());
    }
    bench().assertLockedBytes(0);
  }

  /**
   * With thousands in flight none is forgotten, and nothing stays locked. Look for requests that
   * are in no list when close() looks.
   */
  @Test
  default void required_A12_closeWithThousandsInFlightLeavesNothingLocked() {
    TestRegion region = bench().region(MANY);
    PageLocker locker = bench().locker(settings -> settings.workers(2).capacity(MANY));
    List<PendingLock<LockedRange>> requests = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      requests.add(bench().requests().lock(locker, bench().pages(region, i, i + 1)));
    }
    bench().inBackground(() -> closed(locker)).await("close() hangs");
    int locked = 0;
    for (PendingLock<LockedRange> pending : requests) {
      State state = pending.state();
      assertTrue(state == State.LOCKED || state == State.CANCELLED, () -> "after close: " + state);
      locked += state == State.LOCKED ? 1 : 0;
    }
    bench().assertLockedBytes((long) locked * bench().pageSize());
    requests.stream()
        .filter(pending -> pending.state() == State.LOCKED)
        .forEach(pending -> pending.result().close());
    bench().assertLockedBytes(0);
  }

  /**
   * A locker's own workers end with it, at once and not after a time of idleness. When it fails,
   * look for a pool that is never shut down.
   */
  @Test
  default void required_A12_ownWorkersEnd() {
    TestRegion region = bench().region(64);
    PageLocker locker = bench().locker(settings -> settings.workers(3));
    List<PendingLock<LockedRange>> requests = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      requests.add(bench().requests().lock(locker, bench().pages(region, 2 * i, 2 * i + 1)));
    }
    requests.forEach(pending -> bench().requests().assertEnds(pending, State.LOCKED));
    Set<Thread> workers = new HashSet<>();
    bench().recorder().calls().forEach(call -> workers.add(call.thread()));
    assertFalse(workers.isEmpty());
    closed(locker);
    long deadline = System.nanoTime() + bench().patience().toNanos() / 2;
    while (workers.stream().anyMatch(Thread::isAlive)) {
      assertTrue(System.nanoTime() - deadline < 0, () -> "alive after close(): " + workers);
      Requests.pause(1);
    }
  }

  /**
   * Open handles outlive the locker, and close without it. Look for a close() that unlocks what is
   * open.
   */
  @Test
  default void required_A12_openHandlesOutliveTheLocker() {
    TestRegion region = bench().region(4);
    PageLocker locker = bench().requests().oneWorker();
    PendingLock<LockedRange> pending = bench().requests().lock(locker, bench().pages(region, 0, 2));
    bench().requests().assertEnds(pending, State.LOCKED);
    LockedRange handle = pending.result();
    closed(locker);
    assertTrue(handle.isLocked());
    assertEquals(State.LOCKED, pending.state());
    bench().assertPages(region, "XX..");
    handle.close();
    bench().assertPages(region, "....");
  }

  /**
   * From a callback close() returns, also with requests pending. When it fails, look for a wait for
   * all callbacks.
   */
  @Test
  default void required_A12_closeFromACallbackReturns() {
    TestRegion region = bench().region(6);
    PageLocker locker = bench().requests().oneWorker();
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    List<PendingLock<LockedRange>> behind = new ArrayList<>();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      bench()
          .requests()
          .lock(
              locker,
              bench().pages(region, 0, 1),
              ended -> {
                locker.close();
                closed.complete(true);
              });
      stop.awaitReached();
      behind.add(bench().requests().lock(locker, bench().pages(region, 2, 3)));
      behind.add(bench().requests().lock(locker, bench().pages(region, 4, 5)));
    }
    bench().requests().get(closed, "close() from a callback hangs");
    behind.forEach(pending -> assertFalse(pending.state() == State.PENDING));
    assertThrows(IllegalStateException.class, () -> locker.lockAsync(region.range()));
  }

  /** No thread of the library holds the JVM: look for one that is made without setDaemon. */
  @Test
  default void required_A12_allThreadsAreDaemons() {
    TestRegion region = bench().region(4);
    CompletableFuture<Thread> callback = new CompletableFuture<>();
    PageLocker locker = bench().locker(settings -> settings.workers(2));
    PendingLock<LockedRange> own;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      own =
          bench()
              .requests()
              .lock(
                  locker,
                  bench().pages(region, 0, 1),
                  ended -> callback.complete(Thread.currentThread()));
      stop.awaitReached();
    }
    PendingLock<LockedRange> shared =
        bench().requests().lock(bench().locker(), bench().pages(region, 2, 3));
    bench().requests().assertEnds(own, State.LOCKED);
    bench().requests().assertEnds(shared, State.LOCKED);
    assertTrue(bench().requests().get(callback, "no callback").isDaemon(), "callback thread");
    List<KernelCall> calls = bench().recorder().calls();
    assertFalse(calls.isEmpty());
    calls.forEach(call -> assertTrue(call.thread().isDaemon(), () -> "worker: " + call.thread()));
  }

  /**
   * The shared locker cannot be closed, and works after the attempt. Look for a close() that goes
   * through.
   */
  @Test
  default void optional_A12_systemLockerCannotBeClosed() {
    PageLocker system;
    try {
      system = PageLocker.system();
    } catch (PageLockException none) {
      Assumptions.abort("no provider is found here: " + none.getMessage());
      return;
    }
    assertThrows(UnsupportedOperationException.class, system::close);
    PendingLock<LockedRange> pending = bench().requests().lock(system, bench().region(1).range());
    assertTrue(bench().requests().ends(pending), "it is closed all the same");
  }
}
