package io.github.pagelock.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A thread that maps and unmaps a page every 0.2 ms and keeps the worst time that it took. */
final class StallProbe implements AutoCloseable {
  private static final long PAUSE_NANOS = 200_000;
  private static final long WARM_UP_MILLIS = 200;
  private static final double NANOS_PER_MILLI = 1e6;

  private final AtomicLong worstNanos = new AtomicLong();
  private volatile boolean running = true;
  private final Thread thread = new Thread(this::probe, "stall-probe");

  StallProbe() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Forgets what the start of the thread cost. */
  void measure() throws InterruptedException {
    Thread.sleep(WARM_UP_MILLIS);
    worstNanos.set(0);
  }

  /** Waits for a probe that is still held up: it counts. */
  double worstMillis() throws InterruptedException {
    close();
    thread.join();
    return worstNanos.get() / NANOS_PER_MILLI;
  }

  private void probe() {
    while (running) {
      long start = System.nanoTime();
      Mapping.mapAndUnmapPage();
      worstNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void close() {
    running = false;
  }
}
