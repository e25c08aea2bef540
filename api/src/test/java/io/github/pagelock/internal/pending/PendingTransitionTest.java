package io.github.pagelock.internal.pending;

import static io.github.pagelock.PendingLock.Cancellation.ALREADY_DONE;
import static io.github.pagelock.PendingLock.Cancellation.CANCELLED;
import static io.github.pagelock.PendingLock.Cancellation.NOT_CANCELLED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.fake.Call;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.fake.Gate;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.book.Ledgers;
import io.github.pagelock.internal.book.Totals;
import io.github.pagelock.internal.engine.EngineFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The transitions of docs/pending.md, each stopped where it matters. */
@Timeout(60)
class PendingTransitionTest {
  /** A page is a chunk, at first. */
  private static final int PAGE = 4 << 20;

  private final FakeKernel kernel = new FakeKernel(PAGE);
  private final long base = kernel.map(64);
  private final Ledger ledger = Ledgers.of(kernel.domain());
  private final PageLocker locker = locker(1, 4);

  private PageLocker locker(int workers, int capacity) {
    return PageLocker.builder()
        .provider(new FakeProvider(kernel))
        .workers(workers)
        .capacity(capacity)
        .build();
  }

  @AfterEach
  void nothingIsLeft() {
    locker.close();
    assertEquals(Totals.NONE, ledger.totals());
    assertEquals(0, kernel.lockedBytes());
    assertEquals(List.of(), kernel.violations());
  }

  private MemoryRange range(int first, int count) {
    return MemoryRange.ofAddress(base + (long) first * PAGE, (long) count * PAGE, null);
  }

  private Gate stopAtPage(int page) {
    return kernel.stopAt(call -> call.covers(base + (long) page * PAGE));
  }

  private static void end(PendingLock<?> pending, State state) throws InterruptedException {
    assertTrue(pending.await(Duration.ofSeconds(30)), "stuck: " + pending);
    assertEquals(state, pending.state());
  }

  @Test
  void p1ToP6ProgressGrowsByChunksAndEndsLocked() throws Exception {
    PendingLock<LockedRange> pending;
    Gate gate = stopAtPage(1);
    pending = locker.lockAsync(range(0, 6));
    gate.awaitReached();
    assertEquals(State.PENDING, pending.state());
    assertEquals(PAGE, pending.bytesLocked());
    assertThrows(IllegalStateException.class, pending::result);
    gate.release();
    end(pending, State.LOCKED);
    assertEquals(6L * PAGE, pending.bytesLocked());
    assertEquals(6L * PAGE, kernel.lockedBytes());
    assertSame(pending.result(), pending.result());
    pending.result().close();
  }

  @Test
  void p2WhenAllPlacesAreTakenNothingIsQueued() throws Exception {
    Gate gate = stopAtPage(0);
    List<PendingLock<LockedRange>> pending = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pending.add(locker.lockAsync(range(2 * i, 1)));
    }
    PageLockException full =
        assertThrows(PageLockException.class, () -> locker.lockAsync(range(60, 1)));
    assertEquals(Reason.QUEUE_FULL, full.reason());
    gate.release();
    for (PendingLock<LockedRange> one : pending) {
      end(one, State.LOCKED);
      one.result().close();
    }
    PendingLock<LockedRange> again = locker.lockAsync(range(60, 1));
    end(again, State.LOCKED);
    again.result().close();
  }

  @Test
  void p7AndP8AParkedChunkHoldsUpNobodyAndGoesOnWhenItIsFree() throws Exception {
    Gate gate = stopAtPage(1);
    CompletableFuture<LockedRange> other =
        EngineFixture.async(() -> locker.lock(range(1, 1), LockMode.PLAIN));
    gate.awaitReached();
    PendingLock<LockedRange> parked = locker.lockAsync(range(0, 4));
    PendingLock<LockedRange> behind = locker.lockAsync(range(10, 4));
    // The one worker goes on with the other request.
    end(behind, State.LOCKED);
    assertEquals(State.PENDING, parked.state());
    gate.release();
    end(parked, State.LOCKED);
    EngineFixture.get(other).close();
    assertEquals(8L * PAGE, kernel.lockedBytes());
    behind.result().close();
    parked.result().close();
  }

  @Test
  void p9AndP15AFailureReleasesWhatWasLockedButNotWhatOthersHold() throws Exception {
    LockedRange other = locker.lock(range(1, 1), LockMode.PLAIN);
    kernel.failLockAfter(2, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    PendingLock<LockedRange> pending = locker.lockAsync(range(0, 6));
    end(pending, State.FAILED);
    assertEquals(FakeKernel.EAGAIN, pending.failure().orElseThrow().errno());
    assertEquals(Reason.TRY_AGAIN, pending.failure().orElseThrow().reason());
    assertSame(
        pending.failure().orElseThrow(), assertThrows(PageLockException.class, pending::result));
    assertEquals(0, pending.bytesLocked());
    assertEquals(PAGE, kernel.lockedBytes());
    other.close();
  }

  @Test
  void p10CancelHalfWayRollsBack() throws Exception {
    Gate gate = stopAtPage(3);
    PendingLock<LockedRange> pending = locker.lockAsync(range(0, 20));
    gate.awaitReached();
    assertEquals(CANCELLED, pending.cancel());
    assertEquals(State.PENDING, pending.state());
    assertEquals(CANCELLED, pending.cancel(), "P12");
    gate.release();
    end(pending, State.CANCELLED);
    assertEquals(0, kernel.lockedBytes());
    assertEquals(ALREADY_DONE, pending.cancel(), "P13");
    assertEquals(Reason.CANCELLED, pending.failure().orElseThrow().reason());
    assertEquals(FakeKernel.ECANCELED, pending.failure().orElseThrow().errno());
    assertEquals("ECANCELED", pending.failure().orElseThrow().errnoName());
  }

  @Test
  void p10CancelOfAQueuedRequestNeverAsksTheKernel() throws Exception {
    Gate gate = stopAtPage(0);
    PendingLock<LockedRange> first = locker.lockAsync(range(0, 1));
    gate.awaitReached();
    PendingLock<LockedRange> queued = locker.lockAsync(range(10, 3));
    assertEquals(CANCELLED, queued.cancel());
    gate.release();
    end(queued, State.CANCELLED);
    assertEquals(0, kernel.lockCalls(base + 10L * PAGE));
    end(first, State.LOCKED);
    first.result().close();
  }

  @Test
  void p10CancelOfAParkedRequestEndsItAtOnce() throws Exception {
    Gate gate = stopAtPage(1);
    CompletableFuture<LockedRange> other =
        EngineFixture.async(() -> locker.lock(range(1, 1), LockMode.PLAIN));
    gate.awaitReached();
    PendingLock<LockedRange> parked = locker.lockAsync(range(0, 2));
    while (parked.bytesLocked() == 0) {
      Thread.sleep(1);
    }
    Thread.sleep(20); // the chunk that cannot be had is tried meanwhile
    assertEquals(CANCELLED, parked.cancel());
    end(parked, State.CANCELLED);
    gate.release();
    EngineFixture.get(other).close();
  }

  @Test
  void p11TheLastChunkInTheKernelCannotBeCancelled() throws Exception {
    Gate gate = stopAtPage(0);
    PendingLock<LockedRange> pending = locker.lockAsync(range(0, 1));
    gate.awaitReached();
    assertEquals(NOT_CANCELLED, pending.cancel());
    gate.release();
    end(pending, State.LOCKED);
    assertEquals(ALREADY_DONE, pending.cancel());
    pending.result().close();
  }

  @Test
  void p14AFailureAfterCancelEndsCancelled() throws Exception {
    kernel.failLockAfter(1, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    Gate gate = stopAtPage(1);
    PendingLock<LockedRange> pending = locker.lockAsync(range(0, 9));
    gate.awaitReached();
    assertEquals(CANCELLED, pending.cancel());
    gate.release();
    end(pending, State.CANCELLED);
    assertEquals(Reason.CANCELLED, pending.failure().orElseThrow().reason());
  }

  @Test
  void p16AnUnlockThatFailsInTheRollbackIsSuppressedInTheFailure() throws Exception {
    kernel.failLockAfter(1, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    Gate gate = stopAtPage(1);
    PendingLock<LockedRange> pending = locker.lockAsync(range(0, 2));
    gate.awaitReached();
    kernel.failNextUnlocks(2);
    gate.release();
    end(pending, State.FAILED);
    PageLockException failure = pending.failure().orElseThrow();
    assertEquals(Reason.TRY_AGAIN, failure.reason());
    assertTrue(failure.getSuppressed().length > 0);
    assertEquals(PAGE, kernel.lockedBytes());
    // The next release over the pages that nobody holds retries.
    locker.lock(range(0, 2), LockMode.PLAIN).close();
  }

  @Test
  void failuresOfAdmissionFailTheRequestNotTheCaller() throws Exception {
    kernel.setLockLimit(3L * PAGE);
    PendingLock<LockedRange> pending = locker.lockAsync(range(0, 4));
    end(pending, State.FAILED);
    assertEquals(Reason.LIMIT_EXCEEDED, pending.failure().orElseThrow().reason());
    assertEquals(0, kernel.callCount(Call.Kind.LOCK));
  }

  @Test
  void severalRangesAreOneRequestAllOrNothing() throws Exception {
    PendingLock<List<LockedRange>> pending =
        locker.lockAllAsync(List.of(range(0, 3), range(10, 2), range(1, 1)), LockMode.PLAIN);
    end(pending, State.LOCKED);
    assertEquals(3, pending.result().size());
    assertEquals(6L * PAGE, pending.byteCount());
    assertEquals(5L * PAGE, kernel.lockedBytes());
    pending.result().forEach(LockedRange::close);

    kernel.failLockAfter(2, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
    PendingLock<List<LockedRange>> failing =
        locker.lockAllAsync(List.of(range(0, 3), range(10, 2)), LockMode.PLAIN);
    end(failing, State.FAILED);
    assertEquals(0, kernel.lockedBytes());
    assertThrows(
        IllegalArgumentException.class, () -> locker.lockAllAsync(List.of(), LockMode.PLAIN));
  }

  @Test
  void closingCancelsWhatIsPendingAndWaitsForWhatCannotBeCancelled() throws Exception {
    PageLocker closing = locker(2, 100);
    Gate gate = stopAtPage(0);
    PendingLock<LockedRange> running = closing.lockAsync(range(0, 1));
    gate.awaitReached();
    List<PendingLock<LockedRange>> queued = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      queued.add(closing.lockAsync(range(10, 30)));
    }
    CompletableFuture<Void> closed = EngineFixture.asyncRun(closing::close);
    EngineFixture.assertWaits(closed);
    gate.release();
    EngineFixture.get(closed);
    assertEquals(State.LOCKED, running.state());
    for (PendingLock<LockedRange> one : queued) {
      assertFalse(one.state() == State.PENDING);
      if (one.state() == State.LOCKED) {
        one.result().close();
      }
    }
    running.result().close();
    assertThrows(IllegalStateException.class, () -> closing.lockAsync(range(0, 1)));
  }

  @Test
  void callbacksThatThrowExecutorsThatRejectAndSlowOnesHarmNobody() throws Exception {
    CountDownLatch called = new CountDownLatch(2);
    try (PageLocker rejecting =
        PageLocker.builder()
            .provider(new FakeProvider(kernel))
            .callbackExecutor(
                task -> {
                  throw new RejectedExecutionException("test");
                })
            .build()) {
      for (int i = 0; i < 2; i++) {
        PendingLock<LockedRange> pending = rejecting.lockAsync(range(2 * i, 1));
        pending
            .completion()
            .thenAccept(
                locked -> {
                  locked.close();
                  called.countDown();
                  throw new IllegalStateException("a test's callback");
                });
        end(pending, State.LOCKED);
        pending.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
      }
      assertTrue(called.await(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void bestEffortEndsFailedWithADegradedHandle() throws Exception {
    try (PageLocker bestEffort =
        PageLocker.builder()
            .provider(new FakeProvider(kernel))
            .policy(LockPolicy.BEST_EFFORT)
            .build()) {
      kernel.failNextLock(FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
      PendingLock<LockedRange> pending = bestEffort.lockAsync(range(0, 2));
      end(pending, State.FAILED);
      assertFalse(pending.result().isLocked());
      assertEquals(Reason.TRY_AGAIN, pending.result().degradation().orElseThrow().reason());
    }
  }

  @Test
  void awaitAnyReturnsTheOneThatHasEnded() throws Exception {
    Gate gate = stopAtPage(0);
    PageLocker two = locker(2, 8);
    PendingLock<LockedRange> slow = two.lockAsync(range(0, 1));
    gate.awaitReached();
    PendingLock<LockedRange> quick = two.lockAsync(range(5, 1));
    assertSame(
        quick, PendingLock.awaitAny(List.of(slow, quick), Duration.ofSeconds(30)).orElseThrow());
    assertTrue(PendingLock.awaitAny(List.of(slow), Duration.ofMillis(10)).isEmpty());
    assertTrue(PendingLock.awaitAny(List.<PendingLock<LockedRange>>of(), Duration.ZERO).isEmpty());
    gate.release();
    end(slow, State.LOCKED);
    slow.result().close();
    quick.result().close();
    two.close();
  }
}
