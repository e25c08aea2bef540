package io.github.pagelock.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long the locks are kept. */
final class HoldOptions {
  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = HoldTime.class,
      description = "Keep them locked so long: 500ms, 10s, 5m, 2h, 1d.")
  private @Nullable Duration time;

  @Option(names = "--hold", description = "Keep them locked until SIGINT (Ctrl-C) or SIGTERM.")
  private boolean untilSignal;

  HoldOptions() {}

  /** Whether anything is to be kept at all. */
  boolean isGiven() {
    return untilSignal || time != null;
  }

  /** Until when it is kept. */
  String text() {
    return time == null ? "until Ctrl-C" : "for " + HoldTime.human(time);
  }

  /** Waits for so long, or for the signal. */
  void await(StopSignal stop) throws InterruptedException {
    if (time == null) {
      stop.await();
    } else {
      stop.await(time);
    }
  }
}
