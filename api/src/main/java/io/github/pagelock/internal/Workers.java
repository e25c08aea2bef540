package io.github.pagelock.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Daemon threads that start on first use and are gone after 10 s idle: those that call the kernel,
 * and the one that hands completions over.
 */
final class Workers {
  private static final long IDLE_SECONDS = 10;

  private static final Workers SHARED =
      new Workers("pagelock-worker-", Math.min(4, Runtime.getRuntime().availableProcessors()));

  private final int threads;
  private final ThreadPoolExecutor executor;

  Workers(String threadNamePrefix, int threads) {
    this(
        threads,
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons(threadNamePrefix)));
  }

  Workers(int threads, ThreadPoolExecutor executor) {
    this.threads = threads;
    this.executor = executor;
    executor.allowCoreThreadTimeOut(true);
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      // No inheritable thread locals: a worker outlives whoever happened to start it.
      Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      return thread;
    };
  }

  /** Those of every locker that did not ask for its own. */
  static Workers shared() {
    return SHARED;
  }

  int threads() {
    return threads;
  }

  void execute(Runnable task) {
    executor.execute(task);
  }

  void executeLater(Runnable task, long nanos) {
    Executor later = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, executor);
    later.execute(task);
  }

  /** Lets queued tasks end, then the threads. */
  void close() {
    executor.shutdown();
  }
}
