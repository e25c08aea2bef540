package io.github.pagelock.cli;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import java.util.List;
import picocli.CommandLine.ExitCode;

/** {@code pagelock lock} of files that were found. */
record LockRun(
    Output output,
    LockSession session,
    LockTargets targets,
    LockReports reports,
    LockPolicy policy) {

  /** Locks, holds as long as that was asked for, and unlocks; the exit code. */
  int run(HoldOptions hold, StopSignal stop, ReaderWatch readers) throws InterruptedException {
    try {
      if (!map(stop)) {
        return ExitCode.OK;
      }
      session.lock(stop::isRequested, output.progress(Progress.Verb.LOCK));
      long begun = System.nanoTime();
      if (hold.isGiven() && session.lockedFiles() > 0 && !stop.isRequested()) {
        hold(hold, stop, readers, begun);
      }
      double heldSeconds = secondsSince(begun);
      readers.require();
      session.observe(hold.isGiven());
      List<CliException> stillLocked = session.unlock();
      LockReport report = reports.of(session, targets, stop.isRequested(), heldSeconds);
      output.print(report, (out, width) -> LockTable.print(report, out, width));
      session.fates().forEach(output::say);
      int code = LockVerdict.of(session, stillLocked, policy, output.command().getErr());
      return targets.unreadable().isEmpty() ? code : ExitCode.SOFTWARE;
    } catch (OutputFailure e) {
      session.unlock();
      throw e;
    }
  }

  @SuppressWarnings("try") // only to be closed
  private void hold(HoldOptions hold, StopSignal stop, ReaderWatch readers, long begun)
      throws InterruptedException {
    try (SignalHandler asked = SignalHandler.on("USR1", () -> stop.ask(() -> tell(begun)))) {
      output.say(begun(hold));
      hold.await(stop);
    }
    if (stop.isRequested() && !readers.isGone()) {
      // A terminal has echoed the ^C.
      String newline = Terminal.detect().errWidth().isPresent() ? "\n" : "";
      output.say(newline + "unlocking " + ByteSize.human(session.lockedBytes()));
    }
  }

  private String begun(HoldOptions hold) {
    return "locked "
        + Text.files(session.lockedFiles())
        + ", "
        + ByteSize.human(session.lockedBytes())
        + ", in "
        + HoldTime.human(session.lockingTime())
        + "; holding "
        + hold.text()
        + " (pid "
        + ProcessHandle.current().pid()
        + ")";
  }

  /** What is true now. */
  private void tell(long begun) {
    session.observe(true);
    LockReport report = reports.of(session, targets, false, secondsSince(begun));
    output.printInterim(report, (out, width) -> LockTable.print(report, out, width));
    session.fates().forEach(output::say);
  }

  private static double secondsSince(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  /** False if there is no room for so many mappings, and best-effort accepts that. */
  private boolean map(StopSignal stop) {
    try {
      session.map(targets.files(), stop::isRequested, targets::failed);
      targets.sayNotices();
      if (session.fileCount() == 0) {
        throw targets.nothing();
      }
      return true;
    } catch (PageLockException noRoom) {
      if (policy == LockPolicy.REQUIRED) {
        throw noRoom;
      }
      output.complain("nothing was locked: " + Errors.describe(noRoom));
      return false;
    }
  }
}
