package io.github.pagelock.cli;

import io.github.pagelock.spi.LimitNumbers;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

/** What can be locked, what prevents more, and what to do about it. Lines to paste stay whole. */
final class DoctorVerdict {
  private DoctorVerdict() {}

  static void print(DoctorReport report, PrintWriter out, Ansi ansi) {
    DoctorReport.Trial trial = report.trial();
    if (trial != null) {
      out.println(told(trial));
    }
    if (trial == null || !trial.stoppedBySignal()) {
      out.println(styled(can(report), report.canLock(), ansi));
    }
    DoctorReport.Problem problem = report.problem();
    if (problem != null) {
      String beyond = report.canLock() ? "More would fail: " : "";
      out.println(beyond + problem.cause() + ": " + Shown.text(problem.explanation()) + ".");
      problem.remedies().forEach(remedy -> out.println("  Remedy: " + Shown.text(remedy.text())));
      problem.inVain().forEach(vain -> out.println("  Does not help: " + Shown.text(vain)));
    }
  }

  private static String told(DoctorReport.Trial trial) {
    return "Locked "
        + ByteSize.human(trial.lockedBytes())
        + " of memory in "
        + HoldTime.human(Duration.ofNanos((long) (trial.seconds() * 1e9)))
        + ", piece by piece, and unlocked it. "
        + trial.lockedName()
        + " of this process: "
        + kilobytes(trial.vmLckBefore())
        + " before, "
        + kilobytes(trial.vmLckLocked())
        + " locked, "
        + kilobytes(trial.vmLckAfter())
        + " after";
  }

  private static String can(DoctorReport report) {
    DoctorReport.WholeProcess whole = report.wholeProcess();
    if (whole != null) {
      String jvm = "the whole of a JVM with a heap of " + ByteSize.human(whole.heapBytes());
      return !report.canLock()
          ? "CANNOT lock " + jvm + "."
          : whole.byChunks()
              ? "CAN lock " + jvm + ", by chunks, without a stall."
              : "CAN lock " + jvm + ", by one call, for which it stands still.";
    }
    Long need = report.need();
    if (need != null) {
      return (report.canLock() ? "CAN lock " : "CANNOT lock ") + ByteSize.human(need) + ".";
    }
    if (!report.canLock()) {
      return "CANNOT lock anything.";
    }
    Long most = report.lockableBytes();
    return most == null
        ? "CAN lock; no limit binds."
        : "CAN lock up to " + ByteSize.human(most) + " more now.";
  }

  private static String styled(String text, boolean good, Ansi ansi) {
    // Not bold: what picocli ends it with underlines in many terminals.
    Style style = good ? Style.fg_green : Style.fg_red;
    return ansi.enabled() ? style.on() + text + style.off() : text;
  }

  private static String kilobytes(@Nullable Long bytes) {
    return Text.kilobytes(Objects.requireNonNullElse(bytes, LimitNumbers.UNKNOWN));
  }
}
