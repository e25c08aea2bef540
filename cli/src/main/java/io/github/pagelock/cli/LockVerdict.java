package io.github.pagelock.cli;

import io.github.pagelock.LockPolicy;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ExitCode;

/** Whether a session did what it was asked for. */
final class LockVerdict {
  private LockVerdict() {}

  /** The exit code, with a line for everything that is not as it was asked for. */
  static int of(
      LockSession session, List<CliException> failures, LockPolicy policy, PrintWriter err) {
    session
        .firstRefusal()
        .ifPresent(refusal -> err.println("pagelock: " + howMuch(session) + ": " + refusal));
    List<String> complaints = new ArrayList<>(session.disagreements());
    failures.forEach(failure -> complaints.add(Errors.describe(failure)));
    complaints.forEach(complaint -> err.println("pagelock: " + complaint));
    err.flush();
    boolean failed =
        !failures.isEmpty() || (policy == LockPolicy.REQUIRED && !complaints.isEmpty());
    return failed ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private static String howMuch(LockSession session) {
    return session.lockedFiles() == 0
        ? "nothing was locked"
        : "only " + session.lockedFiles() + " of " + Text.files(session.fileCount()) + " locked";
  }
}
