package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Pending.State;
import io.github.pagelock.PendingLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A8: completions and callbacks, and where they run. */
interface CallbackRules extends Rules {
  /** How the library names its workers. */
  List<String> WORKERS = List.of("pagelock-worker", "pagelock-own-worker");

  /** The threads of one request's callback and of what was attached to its completion before. */
  record Ran(Thread callback, Thread dependent) {}

  private Ran run(PageLocker locker, MemoryRange range) {
    CompletableFuture<Thread> callback = new CompletableFuture<>();
    CompletableFuture<Thread> dependent = new CompletableFuture<>();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      PendingLock pending =
          bench()
              .requests()
              .lock(locker, range, ended -> callback.complete(Thread.currentThread()));
      pending.completion().thenRun(() -> dependent.complete(Thread.currentThread()));
      stop.awaitReached();
    }
    return new Ran(
        bench().requests().get(callback, "no callback"),
        bench().requests().get(dependent, "no completion"));
  }

  private void assertIsNoWorker(Thread thread) {
    assertFalse(bench().recorder().askers().contains(thread), () -> "calls the kernel: " + thread);
    assertFalse(
        WORKERS.stream().anyMatch(thread.getName()::startsWith), () -> "is a worker: " + thread);
    assertNotSame(Thread.currentThread(), thread, "the thread that submitted");
  }

  /**
   * Unless told otherwise, callbacks run on a thread for callbacks, one for all, whoever's workers
   * ended the request. When it fails, look for a completion that is completed where the last chunk
   * was done: a slow callback would stop the queue.
   */
  @Test
  default void required_A08_callbacksNeverRunOnAWorker() {
    TestRegion region = bench().region(4);
    Ran shared = run(bench().locker(), bench().pages(region, 0, 1));
    Ran own = run(bench().requests().oneWorker(), bench().pages(region, 2, 3));
    for (Thread thread :
        List.of(shared.callback(), shared.dependent(), own.callback(), own.dependent())) {
      assertIsNoWorker(thread);
      assertTrue(thread.isDaemon(), () -> "holds the JVM: " + thread);
    }
    assertSame(shared.callback(), shared.dependent());
    assertSame(shared.callback(), own.callback(), "one callback thread for all");
  }

  /** An executor that runs tasks at once runs them on the callback thread: look as above. */
  @Test
  default void required_A08_sameThreadExecutorRunsOnTheCallbackThread() {
    TestRegion region = bench().region(4);
    Ran usual = run(bench().locker(), bench().pages(region, 0, 1));
    List<Thread> executed = new ArrayList<>();
    Executor sameThread =
        task -> {
          synchronized (executed) {
            executed.add(Thread.currentThread());
          }
          task.run();
        };
    PageLocker locker = bench().locker(settings -> settings.callbackExecutor(sameThread));
    Ran ran = run(locker, bench().pages(region, 2, 3));
    assertIsNoWorker(ran.callback());
    assertIsNoWorker(ran.dependent());
    assertSame(usual.callback(), ran.callback());
    synchronized (executed) {
      assertEquals(List.of(ran.callback()), executed, "the executor was asked once");
    }
  }

  /** The executor that was chosen runs both: look for a default that is used all the same. */
  @Test
  default void required_A08_chosenExecutorRunsThem() {
    List<Thread> chosen = new ArrayList<>();
    PageLocker locker =
        bench()
            .locker(
                settings ->
                    settings.callbackExecutor(
                        task -> {
                          Thread thread = new Thread(task, "tck-chosen");
                          thread.setDaemon(true);
                          synchronized (chosen) {
                            chosen.add(thread);
                          }
                          thread.start();
                        }));
    Ran ran = run(locker, bench().region(1).range());
    synchronized (chosen) {
      assertTrue(chosen.contains(ran.callback()), () -> "ran on " + ran.callback());
      assertTrue(chosen.contains(ran.dependent()), () -> "ran on " + ran.dependent());
    }
  }

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
    List<PendingLock> requests = new ArrayList<>();
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
    bench().recorder().failLocksAfter(0, Reason.TRY_AGAIN, 11, "EAGAIN");
    requests.add(
        bench()
            .requests()
            .lock(locker, bench().pages(region, 2, 3), ended -> failed.complete(ended.state())));
    assertEquals(State.FAILED, bench().requests().get(failed, "no callback of a failure"));
    assertSame(
        requests.get(0).locked(),
        bench().requests().get(requests.get(0).completion(), "no completion"));
    assertEquals(Reason.CANCELLED, failureOf(requests.get(1)));
    assertEquals(Reason.TRY_AGAIN, failureOf(requests.get(2)));
    bench().assertPages(region, "X.....");
  }

  private Reason failureOf(PendingLock pending) {
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
      PendingLock pending = bench().requests().lock(locker, region.range());
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
      assertSame(bench().requests().get(pending.completion(), "no completion"), pending.locked());
    }
  }

  /** What a callback throws is logged; later callbacks come: look for a thread that dies of it. */
  @Test
  default void required_A08_callbackThatThrowsHarmsNobody() {
    TestRegion region = bench().region(4);
    PageLocker locker = bench().requests().oneWorker();
    try (LogCapture log = new LogCapture()) {
      PendingLock throwing =
          bench()
              .requests()
              .lock(
                  locker,
                  bench().pages(region, 0, 1),
                  ended -> {
                    throw new IllegalStateException("thrown by the kit's callback");
                  });
      assertSame(bench().requests().get(throwing.completion(), "no completion"), throwing.locked());
      CompletableFuture<State> next = new CompletableFuture<>();
      bench()
          .requests()
          .lock(locker, bench().pages(region, 2, 3), ended -> next.complete(ended.state()));
      assertEquals(State.LOCKED, bench().requests().get(next, "no callback after one that threw"));
      assertTrue(
          bench()
              .requests()
              .soon(() -> log.messages().toString().contains("thrown by the kit's callback")),
          "not logged");
    }
    bench().assertPages(region, "X.X.");
  }

  /** Where the executor refuses, callbacks come all the same: look for one that is lost. */
  @Test
  default void required_A08_executorThatRejectsHarmsNobody() {
    TestRegion region = bench().region(4);
    PageLocker locker =
        bench()
            .locker(
                settings ->
                    settings.callbackExecutor(
                        task -> {
                          throw new RejectedExecutionException("rejected by the kit's executor");
                        }));
    try (LogCapture log = new LogCapture()) {
      for (int page : new int[] {0, 2}) {
        Ran ran = run(locker, bench().pages(region, page, page + 1));
        assertIsNoWorker(ran.callback());
        assertIsNoWorker(ran.dependent());
      }
      assertTrue(
          log.messages().toString().contains("rejected by the kit's executor"), "not logged");
    }
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
    PendingLock pending =
        bench()
            .requests()
            .lock(locker, bench().pages(region, 0, 1), ended -> called.complete(ended.state()));
    bench().requests().assertEnds(pending, State.LOCKED);
    assertTrue(pending.locked().isLocked());
    bench()
        .inBackground(() -> ShutdownRules.closed(locker))
        .await("close() waits for the callback executor");
    assertFalse(called.isDone());
    assertTrue(bench().requests().soon(() -> !waiting.isEmpty()), "no task for the executor");
    waiting.forEach(Runnable::run);
    assertEquals(State.LOCKED, bench().requests().get(called, "no callback"));
    bench().assertPages(region, "X.");
  }

  /** The same where a callback blocks the library's own thread for them. */
  @Test
  default void required_A08_stateAwaitAndCloseDoNotPassThroughTheCallbackThread() {
    TestRegion region = bench().region(2);
    PageLocker locker = bench().requests().oneWorker();
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Boolean> blocked = new CompletableFuture<>();
    try {
      bench()
          .requests()
          .lock(
              locker,
              bench().pages(region, 0, 1),
              ended -> {
                blocked.complete(true);
                ShutdownRules.awaitUninterruptibly(go);
              });
      bench().requests().get(blocked, "no callback");
      PendingLock pending = bench().requests().lock(locker, bench().pages(region, 1, 2));
      bench().requests().assertEnds(pending, State.LOCKED);
      assertTrue(pending.locked().isLocked());
      bench()
          .inBackground(() -> ShutdownRules.closed(locker))
          .await("close() waits for a callback that runs");
    } finally {
      go.countDown();
    }
    bench().assertPages(region, "XX");
  }
}
