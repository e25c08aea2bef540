package io.github.pagelock.cli;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ExitCode;

/** {@code pagelock lock} of files that were found. */
record LockRun(
    Output output,
    LockSession session,
    LockTargets targets,
    LockReports reports,
    LockPolicy policy,
    ServiceManager manager) {

  /** Locks, holds as long as that was asked for, and unlocks; the exit code. */
  @SuppressWarnings("try") // the signals are only closed
  int run(HoldOptions hold, StopSignal stop, ReaderWatch readers) throws InterruptedException {
    List<CliException> stillLocked = new ArrayList<>();
    long begun = System.nanoTime();
    try (HoldSignals signals =
        hold.isGiven()
            ? HoldSignals.listen(stop, () -> tell(begun), () -> renew(stillLocked))
            : HoldSignals.none()) {
      if (!map(stop)) {
        return ExitCode.OK;
      }
      Progress progress = output.progress(Progress.Verb.LOCK);
      session.lock(stop::isRequested, manager.telling(progress, Progress.Verb.LOCK));
      long locked = System.nanoTime();
      if (hold.isGiven() && session.lockedFiles() > 0 && !stop.isRequested()) {
        hold(hold, stop, readers);
      }
      manager.stopping();
      double heldSeconds = secondsSince(locked);
      readers.require();
      session.observe(hold.isGiven());
      stillLocked.addAll(session.unlock());
      if (output.printsDocuments()) {
        LockReport report = reports.of(session, targets, stop.isRequested(), heldSeconds);
        output.print(report, (out, width) -> LockTable.print(report, out, width));
      }
      session.fates().forEach(output::say);
      int code = LockVerdict.of(session, stillLocked, policy, output.command().getErr());
      return targets.unreadable().isEmpty() ? code : ExitCode.SOFTWARE;
    } catch (OutputFailure e) {
      session.unlock();
      throw e;
    }
  }

  private void hold(HoldOptions hold, StopSignal stop, ReaderWatch readers)
      throws InterruptedException {
    manager.ready(locked());
    output.say(begun(hold));
    hold.await(stop);
    if (stop.isRequested() && !readers.isGone()) {
      // A terminal has echoed the ^C.
      String newline = Terminal.detect().errWidth().isPresent() ? "\n" : "";
      output.say(newline + "unlocking " + ByteSize.human(session.lockedBytes()));
    }
  }

  private String locked() {
    return "locked "
        + Text.files(session.lockedFiles())
        + ", "
        + ByteSize.human(session.lockedBytes());
  }

  /** Looks again at what was named; if that fails, what is locked stays so. */
  private void renew(List<CliException> stillLocked) {
    manager.reloading();
    try {
      targets.collectAgain();
      stillLocked.addAll(session.renew(targets.files(), targets::failed));
      output.say("looked again: " + locked());
    } catch (CliException | PageLockException e) {
      output.complain("looked again, and all stays as it was: " + Errors.describe(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    manager.ready(locked());
  }

  private String begun(HoldOptions hold) {
    return locked()
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
