package io.github.pagelock.cli;

import java.io.PrintWriter;
import java.time.Duration;
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
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_SCREEN = "\u001b[2J";
  private static final String CLEAR_REST_OF_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

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
              + " a terminal, one after another elsewhere.")
  private @Nullable Duration interval;

  @Option(
      names = "--json",
      description = "Print one JSON document instead of the table; with --watch one a line.")
  private boolean json;

  private final Terminal terminal = Terminal.detect();

  StatusCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    ProcFiles proc = ProcFiles.RUNNING;
    if (!proc.isThere()) {
      throw ProcessId.notLinux("status");
    }
    Optional<Long> start = proc.startOf(pid);
    ProcessStatus status = ProcessStatus.of(pid, proc).orElseThrow(() -> ProcessId.none(pid));
    if (interval == null) {
      print(status);
      return ExitCode.OK;
    }
    if (isInPlace()) {
      out().print(CLEAR_SCREEN);
    }
    try (StopSignal stop = StopSignal.listen();
        ReaderWatch readers = ReaderWatch.start(stop::request)) {
      Optional<ProcessStatus> now = Optional.of(status);
      while (now.isPresent()) {
        print(now.get());
        stop.await(interval);
        if (stop.isRequested()) {
          readers.require();
          return ExitCode.OK; // the JVM ends with the signal's code
        }
        now = proc.startOf(pid).equals(start) ? ProcessStatus.of(pid, proc) : Optional.empty();
      }
      spec.commandLine().getErr().println("process " + pid + " has ended");
      return ExitCode.OK;
    }
  }

  private void print(ProcessStatus status) {
    PrintWriter out = out();
    if (json) {
      out.println(interval == null ? Json.of(status) : Json.line(status));
    } else {
      if (isInPlace()) {
        out.print(HOME);
      }
      if (interval != null) {
        line(status.time());
      }
      StatusTable.lines(status, terminal).forEach(this::line);
      if (isInPlace()) {
        out.print(CLEAR_BELOW);
      }
    }
    out.flush();
  }

  private void line(String text) {
    out().println(isInPlace() ? text + CLEAR_REST_OF_LINE : text);
  }

  private boolean isInPlace() {
    return interval != null && !json && terminal.outWidth().isPresent();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
