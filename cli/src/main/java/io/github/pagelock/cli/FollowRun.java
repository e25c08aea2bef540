package io.github.pagelock.cli;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLocker;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ExitCode;

/** {@code pagelock lock --follow}. */
record FollowRun(
    Output output,
    PageLocker locker,
    FollowSession session,
    List<Path> directories,
    FollowOptions options,
    String mode,
    LockPolicy policy) {

  /** Until a signal comes or the time is over; the exit code. */
  int run(HoldOptions hold, StopSignal stop, ReaderWatch readers) throws InterruptedException {
    try {
      if (session.start(directories, stop)) {
        hold(hold, stop);
      }
      readers.require();
      FollowReport report = report(stop.isRequested());
      boolean lacks = policy == LockPolicy.REQUIRED && session.lacksFiles();
      session.close();
      output.print(report, (out, width) -> FollowTable.print(report, out, width));
      return lacks || !session.unreadable().isEmpty() ? ExitCode.SOFTWARE : ExitCode.OK;
    } finally {
      session.close();
    }
  }

  @SuppressWarnings("try") // only to be closed
  private void hold(HoldOptions hold, StopSignal stop) throws InterruptedException {
    try (SignalHandler asked = SignalHandler.on("USR1", () -> stop.ask(this::tell))) {
      output.say(begun(hold));
      hold.await(stop);
    }
  }

  private void tell() {
    FollowReport report = report(false);
    output.printInterim(report, (out, width) -> FollowTable.print(report, out, width));
  }

  private String begun(HoldOptions hold) {
    return "locked "
        + Text.files(session.lockedFiles())
        + ", "
        + ByteSize.human(session.lockedBytes())
        + "; following "
        + hold.text()
        + " (pid "
        + ProcessHandle.current().pid()
        + ")";
  }

  private FollowReport report(boolean stopped) {
    BudgetOption budget = options.budget();
    return new FollowReport(
        BuildVersion.version(),
        locker.provider().name(),
        mode,
        budget == null ? null : budget.byteCount(),
        directories.stream().map(Path::toString).toList(),
        session.files().stream().map(FollowReport.Row::of).toList(),
        session.lockedBytes(),
        session.vmLckBytes(),
        session.seconds(),
        stopped,
        session.unreadable());
  }
}
