package io.github.pagelock.cli;

import io.github.pagelock.PageLockException;
import io.github.pagelock.cli.libc.StandardOutput;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Tells that nobody reads standard output any more, also while nothing is written there. */
final class ReaderWatch implements AutoCloseable {
  private static final int TICK_MILLIS = 1000;

  private final Runnable gone;
  private volatile boolean closed;
  private volatile boolean isGone;

  private ReaderWatch(Runnable gone) {
    this.gone = gone;
  }

  /** Watches nothing: for a command that writes nothing there. */
  static ReaderWatch none() {
    return new ReaderWatch(() -> {});
  }

  /** Watches until closed; {@code gone} is called once at most, on another thread. */
  static ReaderWatch start(Runnable gone) {
    ReaderWatch watch = new ReaderWatch(gone);
    Thread thread = new Thread(watch::watch, "pagelock-reader-watch");
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError noThread) {
      return none(); // locks matter more
    }
    return watch;
  }

  private void watch() {
    try {
      while (!closed) {
        long asked = System.nanoTime();
        if (StandardOutput.awaitClosed(TICK_MILLIS)) {
          isGone = true;
          gone.run();
          return;
        }
        pauseUntil(asked + TICK_MILLIS * 1_000_000L);
      }
    } catch (LinkageError | PageLockException noBridge) {
      // The next write will tell.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A call that fails, or is interrupted, comes back at once. */
  private static void pauseUntil(long nanoTime) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  boolean isGone() {
    return isGone;
  }

  /**
   * Ends the command where nobody reads.
   *
   * @throws OutputFailure as writing would
   */
  void require() {
    if (isGone) {
      throw new OutputFailure(new IOException("nobody reads standard output"), true);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
