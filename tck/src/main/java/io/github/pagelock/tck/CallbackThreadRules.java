package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A8: the threads that run what depends on a completion. */
interface CallbackThreadRules extends Rules {
  /** How the library names its workers. */
  List<String> WORKERS = List.of("pagelock-worker", "pagelock-own-worker");

  /** The thread that runs what was attached to a completion before the end. */
  private Thread run(PageLocker locker, MemoryRange range) {
    CompletableFuture<Thread> callback = new CompletableFuture<>();
    try (CallStop stop = bench().requests().stopFirstCall()) {
      bench().requests().lock(locker, range, ended -> callback.complete(Thread.currentThread()));
      stop.awaitReached();
    }
    return bench().requests().get(callback, "no callback");
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
    Thread shared = run(bench().locker(), bench().pages(region, 0, 1));
    Thread own = run(bench().requests().oneWorker(), bench().pages(region, 2, 3));
    for (Thread thread : List.of(shared, own)) {
      assertIsNoWorker(thread);
      assertTrue(thread.isDaemon(), () -> "holds the JVM: " + thread);
    }
    assertSame(shared, own, "one callback thread for all");
  }

  /** An executor that runs tasks at once runs them on the callback thread: look as above. */
  @Test
  default void required_A08_sameThreadExecutorRunsOnTheCallbackThread() {
    TestRegion region = bench().region(4);
    Thread usual = run(bench().locker(), bench().pages(region, 0, 1));
    List<Thread> executed = new ArrayList<>();
    Executor sameThread =
        task -> {
          synchronized (executed) {
            executed.add(Thread.currentThread());
          }
          task.run();
        };
    PageLocker locker = bench().locker(settings -> settings.callbackExecutor(sameThread));
    Thread ran = run(locker, bench().pages(region, 2, 3));
    assertIsNoWorker(ran);
    assertSame(usual, ran);
    synchronized (executed) {
      assertEquals(List.of(ran), executed, "the executor was asked once");
    }
  }

  /** The executor that was chosen runs them: look for a default that is used all the same. */
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
    Thread ran = run(locker, bench().region(1).range());
    synchronized (chosen) {
      assertTrue(chosen.contains(ran), () -> "ran on " + ran);
    }
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
        Thread ran = run(locker, bench().pages(region, page, page + 1));
        assertIsNoWorker(ran);
      }
      assertTrue(
          log.messages().toString().contains("rejected by the kit's executor"), "not logged");
    }
    bench().assertPages(region, "X.X.");
  }
}
