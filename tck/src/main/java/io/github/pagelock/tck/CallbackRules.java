package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A8: what completions tell, and whom what depends on them cannot hold up. */
interface CallbackRules extends Rules {
  /**
   * Every end calls back, once it is an end, and completes: look for a way to an end that forgets
   * to.
   */
  @Test
  default void required_A08_everyEndCallsBack() {
    TestRegion region = bench().region(6);
    PageLocker locker = bench().requests().oneWorker();
    CompletableFuture<State> locked = new CompletableFuture<>();
    CompletableFuture<State> failed = new CompletableFuture<>();
    CompletableFuture<State> cancelled = new CompletableFuture<>();
    List<PendingLock<LockedRange>> requests = new ArrayList<>();
    CallStop stop = bench().requests().stopFirstCall();
    requests.add(
        bench()
            .requests()
            .lock(locker, bench().pages(region, 0, 1), ended -> locked.complete(ended.state())));
    stop.awaitReached();
    requests.add(
        bench()
            .requests()
            .lock(locker, bench().pages(region, 4, 5), ended -> cancelled.complete(ended.state())));
    requests.get(1).cancel();
    stop.release();
    assertEquals(State.LOCKED, bench().requests().get(locked, "no callback of a lock"));
    assertEquals(State.CANCELLED, bench().requests().get(cancelled, "no callback of a cancel"));
    bench().recorder().faults().failLocksAfter(0, Fault.EAGAIN);
    requests.add(
        bench()
            .requests()
            .lock(locker, bench().pages(region, 2, 3), ended -> failed.complete(ended.state())));
    assertEquals(State.FAILED, bench().requests().get(failed, "no callback of a failure"));
    assertSame(
        requests.get(0).result(),
        bench().requests().get(requests.get(0).completion(), "no completion"));
    assertEquals(Reason.CANCELLED, failureOf(requests.get(1)));
    assertEquals(Reason.TRY_AGAIN, failureOf(requests.get(2)));
    bench().assertPages(region, "X.....");
  }

  private Reason failureOf(PendingLock<LockedRange> pending) {
    PageLockException failure =
        assertThrows(
            PageLockException.class,
            () -> bench().requests().get(pending.completion(), "no completion"));
    assertSame(pending.failure().orElseThrow(), failure);
    return failure.reason();
  }

  /** The user cannot complete the stage: look for the future itself in his hands. */
  @Test
  default void required_A08_userCannotCompleteTheStage() {
    TestRegion region = bench().region(1);
    PageLocker locker = bench().requests().oneWorker();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock<LockedRange> pending = bench().requests().lock(locker, region.range());
      stop.awaitReached();
      CompletionStage<LockedRange> stage = pending.completion();
      stage.toCompletableFuture().cancel(true);
      stage.toCompletableFuture().completeExceptionally(new IllegalStateException("by the user"));
      if (stage instanceof CompletableFuture<LockedRange> future) {
        try {
          future.completeExceptionally(new IllegalStateException("by the user"));
        } catch (UnsupportedOperationException refused) {
          // As it should be.
        }
      }
      assertEquals(State.PENDING, pending.state());
      stop.release();
      assertSame(bench().requests().get(pending.completion(), "no completion"), pending.result());
    }
  }

  /** What a callback throws ends no other: look for a thread that dies of it. */
  @Test
  default void required_A08_callbackThatThrowsHarmsNobody() {
    TestRegion region = bench().region(4);
    PageLocker locker = bench().requests().oneWorker();
    PendingLock<LockedRange> throwing;
    try (CallStop stop = bench().requests().stopFirstCall()) {
      throwing =
          bench()
              .requests()
              .lock(
                  locker,
                  bench().pages(region, 0, 1),
                  ended -> {
                    throw new IllegalStateException("thrown by the kit's callback");
                  });
      stop.awaitReached();
    }
    assertSame(bench().requests().get(throwing.completion(), "no completion"), throwing.result());
    CompletableFuture<State> next = new CompletableFuture<>();
    bench()
        .requests()
        .lock(locker, bench().pages(region, 2, 3), ended -> next.complete(ended.state()));
    assertEquals(State.LOCKED, bench().requests().get(next, "no callback after one that threw"));
    bench().assertPages(region, "X.X.");
  }

  /**
   * An executor that runs nothing holds up callbacks only. When it fails, look for a wait that
   * waits for the completion.
   */
  @Test
  default void required_A08_stateAwaitAndCloseDoNotPassThroughTheExecutor() {
    TestRegion region = bench().region(2);
    Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    PageLocker locker = bench().locker(settings -> settings.callbackExecutor(waiting::add));
    CompletableFuture<State> called = new CompletableFuture<>();
    PendingLock<LockedRange> pending =
        bench()
            .requests()
            .lock(locker, bench().pages(region, 0, 1), ended -> called.complete(ended.state()));
    bench().requests().assertEnds(pending, State.LOCKED);
    assertTrue(pending.result().isLocked());
    bench()
        .inBackground(() -> ShutdownRules.closed(locker))
        .await("close() waits for the callback executor");
    assertFalse(called.isDone());
    assertTrue(bench().requests().soon(() -> !waiting.isEmpty()), "no task for the executor");
    waiting.forEach(Runnable::run);
    assertEquals(State.LOCKED, bench().requests().get(called, "no callback"));
    bench().assertPages(region, "X.");
  }

  /**
   * The same where a callback blocks the library's own thread for them. Look for an end that is
   * told there first.
   */
  @Test
  default void required_A08_stateAwaitAndCloseDoNotPassThroughTheCallbackThread() {
    TestRegion region = bench().region(2);
    PageLocker locker = bench().requests().oneWorker();
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Boolean> blocked = new CompletableFuture<>();
    try {
      try (CallStop stop = bench().requests().stopFirstCall()) {
        PendingLock<LockedRange> first =
            bench().requests().lock(locker, bench().pages(region, 0, 1));
        // Not before: where the lock is refused at once, this thread would run the callback.
        stop.awaitReached();
        first
            .completion()
            .whenComplete(
                (locked, failure) -> {
                  blocked.complete(true);
                  Requests.await(go);
                });
      }
      bench().requests().get(blocked, "no callback");
      PendingLock<LockedRange> pending =
          bench().requests().lock(locker, bench().pages(region, 1, 2));
      bench().requests().assertEnds(pending, State.LOCKED);
      assertTrue(pending.result().isLocked());
      bench()
          .inBackground(() -> ShutdownRules.closed(locker))
          .await("close() waits for a callback that runs");
    } finally {
      go.countDown();
    }
    bench().assertPages(region, "XX");
  }
}
