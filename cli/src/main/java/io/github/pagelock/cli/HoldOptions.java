package io.github.pagelock.cli;

import java.time.Duration;
import java.util.function.Consumer;
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

  /** Waits, and says for what; not at all if neither was given. */
  void hold(LockSession session, StopSignal stop, Consumer<String> say)
      throws InterruptedException {
    String pid = " (pid " + ProcessHandle.current().pid() + ")";
    String locked =
        "locked "
            + Text.files(session.lockedFiles())
            + ", "
            + ByteSize.human(session.lockedBytes())
            + ", in "
            + HoldTime.human(session.lockingTime());
    if (untilSignal) {
      say.accept(locked + "; holding until Ctrl-C" + pid);
      stop.await();
    } else if (time != null) {
      say.accept(locked + "; holding for " + HoldTime.human(time) + pid);
      stop.await(time);
    }
  }
}
