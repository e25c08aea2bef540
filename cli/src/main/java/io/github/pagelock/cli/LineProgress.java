package io.github.pagelock.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** A line at the beginning and one every few seconds, where there is no terminal. */
final class LineProgress implements Progress {
  private static final long BETWEEN_LINES_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintWriter err;
  private final Verb verb;
  private long total;
  private long begun;
  private long lastLine;

  LineProgress(PrintWriter err, Verb verb) {
    this.verb = verb;
    this.err = err;
  }

  @Override
  public void begin(String what, long bytes) {
    total = bytes;
    begun = System.nanoTime();
    lastLine = begun;
    err.println(verb.doing() + " " + what + ", " + ByteSize.human(bytes));
  }

  @Override
  public void reached(long done) {
    long now = System.nanoTime();
    if (now - lastLine >= BETWEEN_LINES_NANOS) {
      lastLine = now;
      err.printf(
          Locale.ROOT,
          "%s %s of %s (%d %%), %s/s%n",
          verb.done(),
          ByteSize.human(done),
          ByteSize.human(total),
          done * 100 / Math.max(1, total),
          ByteSize.human((long) (done * 1e9 / Math.max(1, now - begun))));
    }
  }

  @Override
  public void stopping(long bytes) {
    err.println(Progress.stopped(bytes, total));
  }

  @Override
  public void close() {
    err.flush();
  }
}
