package io.github.pagelock.cli;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells when SIGINT or SIGTERM has come, and keeps the JVM alive until everything is unlocked and
 * said; then the JVM ends by itself with 128 plus the signal's number.
 *
 * <p>A shutdown hook, because handling signals directly has no supported interface.
 */
final class StopSignal implements AutoCloseable {
  /** More than unlocking a terabyte takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final BlockingQueue<Runnable> asked = new LinkedBlockingQueue<>();

  private StopSignal() {}

  /** From here on a signal waits for {@link #close()}. */
  static StopSignal listen() {
    StopSignal signal = new StopSignal();
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "pagelock-stop"));
    } catch (IllegalStateException shuttingDownAlready) {
      signal.requested.countDown();
    }
    return signal;
  }

  private void onShutdown() {
    request();
    try {
      if (!finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println(
            "pagelock: not unlocked in time; the kernel does it as the process ends");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As a signal does, but the JVM goes on. */
  void request() {
    requested.countDown();
    asked.add(() -> {});
  }

  boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** Has something done by the thread that waits here. */
  void ask(Runnable task) {
    asked.add(task);
  }

  /** Waits for the signal. */
  void await() throws InterruptedException {
    while (!isRequested()) {
      asked.take().run();
    }
  }

  /** Waits for the signal, at most so long. */
  void await(Duration time) throws InterruptedException {
    await(time, new AtomicBoolean());
  }

  /** Waits for the signal, at most so long, and until a task has set this, which is reset. */
  void await(Duration time, AtomicBoolean enough) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (!isRequested() && !enough.getAndSet(false)) {
      Runnable task = asked.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (task == null) {
        return;
      }
      task.run();
    }
  }

  /** Lets the JVM end. */
  @Override
  public void close() {
    finished.countDown();
  }
}
