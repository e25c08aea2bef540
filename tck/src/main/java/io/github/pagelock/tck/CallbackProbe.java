package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Submits requests and sees that each is called back, and how often; locks four pages at most. */
final class CallbackProbe {
  private final Bench bench;
  private final TestRegion region;
  private final Queue<Throwable> thrownByTasks = new ConcurrentLinkedQueue<>();

  CallbackProbe(Bench bench) {
    this.bench = bench;
    this.region = bench.region(4);
  }

  /** The callbacks of one request. */
  static final class Called {
    private final AtomicInteger times = new AtomicInteger();
    private final CompletableFuture<Boolean> once = new CompletableFuture<>();

    void came() {
      times.incrementAndGet();
      once.complete(true);
    }
  }

  /**
   * Runs its tasks at once, and sees what they throw, which would end a thread of an executor's.
   */
  void sameThread(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      thrownByTasks.add(thrown);
      throw thrown;
    }
  }

  /**
   * Several requests are called back once and complete, though the executor behaves as it does;
   * another locker's, too.
   */
  void assertExecutorHarmsNobody(Executor executor) {
    AtomicInteger asked = new AtomicInteger();
    PageLocker locker =
        bench.locker(
            settings ->
                settings
                    .workers(1)
                    .callbackExecutor(
                        task -> {
                          asked.incrementAndGet();
                          executor.execute(task);
                        }));
    List<Called> all = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Called called = new Called();
      all.add(called);
      assertCompletes(locker, called, completion -> {});
    }
    PendingLock<List<LockedRange>> late =
        bench.requests().lockAll(locker, List.of(bench.pages(region, 1, 2)));
    bench.requests().assertEnds(late, State.LOCKED);
    bench.requests().get(late.completion(), "no completion of a request that had ended");
    late.result().forEach(LockedRange::close);
    all.forEach(this::assertOnce);
    assertTrue(asked.get() >= 3, "the executor was not asked");
  }

  /**
   * A request is called back and completes.
   *
   * @param attach given the completion before the end
   */
  void assertCompletes(
      PageLocker locker, Called called, Consumer<CompletionStage<LockedRange>> attach) {
    assertCompletes(locker, ended -> called.came(), attach);
    bench.requests().get(called.once, "no callback");
  }

  /** The same, with a callback that does something else besides. */
  void assertCompletes(
      PageLocker locker,
      Consumer<? super PendingLock<LockedRange>> callback,
      Consumer<CompletionStage<LockedRange>> attach) {
    PendingLock<LockedRange> pending;
    try (CallStop stop = bench.requests().stopFirstCall()) {
      pending = bench.requests().lock(locker, bench.pages(region, 0, 1), callback);
      attach.accept(pending.completion());
      stop.awaitReached();
    }
    bench.requests().get(pending.completion(), "no completion");
    pending.result().close();
  }

  /**
   * It was called, and not again before another locker's request is called back, which is on the
   * one callback thread, and so after all that came before.
   */
  void assertOnce(Called called) {
    bench.requests().get(called.once, "no callback");
    Called next = new Called();
    PageLocker locker = bench.locker();
    PendingLock<LockedRange> other;
    try (CallStop stop = bench.requests().stopFirstCall()) {
      other = bench.requests().lock(locker, bench.pages(region, 3, 4), ended -> next.came());
      stop.awaitReached();
    }
    bench.requests().get(next.once, "no callback of another locker");
    other.result().close();
    assertEquals(1, called.times.get(), "how often it was called back");
    assertEquals(List.of(), List.copyOf(thrownByTasks), "what the executor's tasks have thrown");
  }
}
