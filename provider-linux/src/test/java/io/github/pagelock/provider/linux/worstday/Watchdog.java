package io.github.pagelock.provider.linux.worstday;

import java.util.concurrent.TimeUnit;

/** Ends the JVM when the rounds do not move any more. */
final class Watchdog {
  private static final long LOOK_MILLIS = 100;

  private final Report report;
  private final int patienceSeconds;

  Watchdog(Report report, int patienceSeconds) {
    this.report = report;
    this.patienceSeconds = patienceSeconds;
  }

  void start() {
    Thread thread = new Thread(this::watch, "watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    long moves = report.moves();
    long since = System.nanoTime();
    while (true) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      if (report.moves() != moves) {
        moves = report.moves();
        since = now;
      } else if (now - since > TimeUnit.SECONDS.toNanos(patienceSeconds)) {
        report.hang(patienceSeconds);
      }
    }
  }
}
