package io.github.pagelock.cli;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/** {@code pagelock lock --follow}. */
record FollowRun(
    Output output,
    PageLocker locker,
    FollowSession session,
    FileOptions targets,
    FollowOptions options,
    String mode,
    LockPolicy policy,
    @Nullable RaisedLimit raised,
    ServiceManager manager) {

  /** Until a signal comes or the time is over; the exit code. */
  @SuppressWarnings("try") // the signals are only closed
  int run(HoldOptions hold, StopSignal stop, ReaderWatch readers) throws InterruptedException {
    try (HoldSignals signals = HoldSignals.listen(stop, this::tell, () -> renew(stop))) {
      if (session.start(targets.given(), stop)) {
        manager.ready(locked());
        output.say(locked() + "; following " + hold.text() + pid());
        hold.await(stop);
      }
      manager.stopping();
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

  private void tell() {
    FollowReport report = report(false);
    output.printInterim(report, (out, width) -> FollowTable.print(report, out, width));
  }

  /** Follows what the list names now, and no more what it does not. */
  private void renew(StopSignal stop) {
    manager.reloading();
    try {
      targets.readAgain();
      session.renew(targets.given(), stop);
      output.say("looked again: " + locked());
    } catch (CliException | PageLockException e) {
      output.complain("looked again, and all stays as it was: " + Errors.describe(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    manager.ready(locked());
  }

  private String locked() {
    return "locked "
        + Text.files(session.lockedFiles())
        + ", "
        + ByteSize.human(session.lockedBytes());
  }

  private static String pid() {
    return " (pid " + ProcessHandle.current().pid() + ")";
  }

  private FollowReport report(boolean stopped) {
    BudgetOption budget = options.budget();
    return new FollowReport(
        BuildVersion.version(),
        locker.provider().name(),
        mode,
        raised,
        budget == null ? null : budget.byteCount(),
        targets.given().stream().map(Path::toString).toList(),
        session.files().stream().map(FollowReport.Row::of).toList(),
        session.lockedBytes(),
        LockedCount.name(locker),
        session.vmLckBytes(),
        session.seconds(),
        stopped,
        session.unreadable());
  }
}
