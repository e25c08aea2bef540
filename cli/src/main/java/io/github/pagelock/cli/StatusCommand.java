package io.github.pagelock.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what another process has locked. */
@Command(
    name = "status",
    description = {
      "Show what a running process has locked, by file.",
      "It does not matter who locked it. Shown too is how much of it is in RAM and in swap. Linux only: it "
          + "reads /proc/PID/smaps, which takes the process's own user or root, and holds "
          + "up the process for some milliseconds where it has gigabytes."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pagelock status 4711", "  pagelock status --watch 1s 4711"})
final class StatusCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Parameters(
      paramLabel = "PID",
      converter = ProcessId.class,
      description = "The number of the process.")
  private long pid;

  @Option(
      names = "--watch",
      paramLabel = "TIME",
      converter = HoldTime.class,
      description =
          "Look again so often (500ms, 1s, 1m) until Ctrl-C or until the process ends: in place on"
              + " a terminal, within its window, one after another elsewhere.")
  private @Nullable Duration interval;

  @Option(
      names = "--json",
      description = "Print one JSON document instead of the table; with --watch one a line.")
  private boolean json;

  StatusCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    ProcFiles proc = ProcFiles.RUNNING;
    if (!proc.isThere()) {
      throw ProcessId.notLinux("status");
    }
    Optional<Long> start = proc.startOf(pid);
    ProcessStatus status = ProcessStatus.of(pid, proc).orElseThrow(() -> ProcessId.none(pid));
    Terminal terminal = Terminal.detect();
    if (interval == null) {
      out().println(json ? Json.of(status) : text(status, terminal));
      out().flush();
      return ExitCode.OK;
    }
    new Watch(out(), terminal, !json).run(interval, screen -> again(proc, start, screen));
    return ExitCode.OK;
  }

  private static String text(ProcessStatus status, Terminal terminal) {
    return String.join(
        System.lineSeparator(), StatusTable.lines(status, terminal, status.locked().size()));
  }

  /** False when the process, not another with its number, is there no more. */
  private boolean again(ProcFiles proc, Optional<Long> start, Screen screen) {
    Optional<ProcessStatus> now =
        proc.startOf(pid).equals(start) ? ProcessStatus.of(pid, proc) : Optional.empty();
    if (now.isEmpty()) {
      spec.commandLine().getErr().println("process " + pid + " has ended");
      return false;
    }
    ProcessStatus status = now.get();
    if (json) {
      screen.print(Json.line(status));
    } else {
      screen.draw(
          status.locked().size(),
          (fitted, mostRows) -> {
            List<String> lines = new ArrayList<>(List.of(status.time()));
            lines.addAll(StatusTable.lines(status, fitted, mostRows));
            return lines;
          });
    }
    return true;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
