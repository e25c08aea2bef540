package io.github.pagelock.cli;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLocker;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says whether memory can be locked here, and what to do if it cannot. */
@Command(
    name = "doctor",
    description = {
      "Say how much memory can be locked here, and what prevents more.",
      "Says what to do about it, for the way in which the process was started. Exits "
          + "with 1 if nothing can be locked, or not as much as --need asks for."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pagelock doctor                            this user, from this shell",
      "  pagelock doctor --need 1g                  locks a GiB, and says so",
      "  pagelock doctor --need 1g --pid 4711       a process that runs, as far as /proc tells",
      "  pagelock doctor --process --heap 8g        a JVM with this heap that locks all of itself"
    })
final class DoctorCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--need",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description =
          "How much has to be lockable: bytes, or with k, m, g, t (powers of 1024). If nothing is"
              + " known to prevent it, so much is really locked, and unlocked again.")
  private @Nullable Long need;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      converter = ProcessId.class,
      description =
          "Look at this process instead, as far as Linux's /proc tells. Nothing is locked then.")
  private @Nullable Long pid;

  @Option(
      names = "--process",
      description =
          "Say whether a JVM that is started as this one could lock its whole process"
              + " (PageLocker.lockProcess), and what to set for it. Nothing is locked.")
  private boolean process;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description = "With --process: the JVM's largest heap (-Xmx). Otherwise that of this JVM.")
  private @Nullable Long heap;

  @Mixin private ProviderOption provider = new ProviderOption();

  @Option(names = "--json", description = "Print one JSON document instead of the table.")
  private boolean json;

  private final ProcFiles files = ProcFiles.RUNNING;
  private final Terminal terminal = Terminal.detect();

  DoctorCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (need != null && (need < 1 || need > Prospect.TOO_MUCH)) {
      throw new ParameterException(
          spec.commandLine(), "--need has to be 1 to " + Prospect.TOO_MUCH + " bytes");
    }
    if (heap != null && (!process || heap < 1 || heap > Prospect.TOO_MUCH)) {
      throw new ParameterException(
          spec.commandLine(),
          "--heap goes with --process, and has to be 1 to " + Prospect.TOO_MUCH + " bytes");
    }
    if (process && (need != null || pid != null)) {
      throw new ParameterException(
          spec.commandLine(), "--process is about a JVM as this one: leave out --need and --pid");
    }
    if (pid != null) {
      if (provider.name() != null) {
        throw new ParameterException(
            spec.commandLine(), "--pid reads /proc and asks no provider: leave out --provider");
      }
      return print(other(pid));
    }
    try (StopSignal stop = StopSignal.listen();
        PageLocker locker = Lockers.open(provider.name())) {
      return print(own(locker, stop));
    }
  }

  private DoctorReport other(long process) {
    if (!files.isThere()) {
      throw ProcessId.notLinux("doctor --pid");
    }
    ProcessFacts facts = ProcessFacts.of(process, files).orElseThrow(() -> ProcessId.none(process));
    HostFacts host = HostFacts.of(files);
    OtherProcess other = new OtherProcess(facts, host);
    Diagnosis diagnosis = other.diagnose(need == null ? 1 : need);
    return new DoctorReport(
        BuildVersion.version(),
        process,
        null,
        null,
        DoctorReport.Subject.of(facts),
        DoctorReport.Limits.of(facts.limits()),
        new DoctorReport.Locked(DoctorReport.known(facts.limits().lockedBytes()), null),
        host,
        other.lockableBytes(),
        need,
        null,
        null,
        DoctorReport.Problem.of(diagnosis),
        !diagnosis.isProblem());
  }

  private DoctorReport own(PageLocker locker, StopSignal stop) throws InterruptedException {
    LockLimits limits =
        locker.capabilities().contains(Capability.LIMITS)
            ? locker.limits()
            : LockLimits.ALL_UNKNOWN;
    long self = ProcessHandle.current().pid();
    Optional<ProcessFacts> facts =
        files.isThere() ? ProcessFacts.of(self, files) : Optional.empty();
    HostFacts host = HostFacts.of(files);
    Prospect prospect = Prospect.of(locker);
    Diagnosis diagnosis = need == null ? prospect.beyond() : locker.diagnose(need);
    boolean canLock = need == null ? prospect.mostBytes() > 0 : !diagnosis.isProblem();
    ProcessProspect whole = process ? ProcessProspect.of(locker, heap) : null;
    if (whole != null) {
      diagnosis = whole.diagnosis();
      canLock = !diagnosis.isProblem();
    }
    LockTrial.Result trial = null;
    if (need != null && canLock) {
      Progress progress = json ? Progress.SILENT : Progress.on(spec.commandLine().getErr());
      trial = new LockTrial(locker, stop::isRequested, progress).run(need);
      diagnosis = Optional.ofNullable(trial.failure()).orElse(diagnosis);
      canLock = trial.bytes() == need;
    }
    return new DoctorReport(
        BuildVersion.version(),
        self,
        DoctorReport.Chosen.of(locker.provider()),
        DoctorReport.LaunchedBy.of(prospect.beyond().cure().launcher()),
        facts.map(DoctorReport.Subject::of).orElse(null),
        DoctorReport.Limits.of(limits),
        new DoctorReport.Locked(
            DoctorReport.known(limits.lockedBytes()), locker.statistics().heldBytes()),
        host,
        prospect.mostBytes() == Prospect.TOO_MUCH ? null : prospect.mostBytes(),
        need,
        trial == null ? null : DoctorReport.Trial.of(trial),
        whole == null ? null : DoctorReport.WholeProcess.of(whole),
        DoctorReport.Problem.of(diagnosis),
        canLock);
  }

  private int print(DoctorReport report) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(report));
    } else {
      DoctorTable.print(report, out, terminal.outWidth());
      DoctorVerdict.print(report, out, terminal.ansi());
    }
    out.flush();
    DoctorReport.Problem problem = report.problem();
    if (report.canLock() || problem == null) {
      return ExitCode.OK; // after a signal the JVM ends with the signal's code
    }
    String what = need == null ? "nothing can" : ByteSize.human(need) + " cannot";
    what = process ? "the whole process cannot" : what;
    spec.commandLine().getErr().println("pagelock: " + what + " be locked: " + problem.cause());
    return ExitCode.SOFTWARE;
  }
}
