package io.github.pagelock.cli;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Locks files in RAM. */
@Command(
    name = "lock",
    description = {
      "Lock files in RAM and show what the kernel says of them.",
      "The files are mapped read-only, locked, and unlocked again: without --for and "
          + "--hold as soon as they have all been locked once. What cannot be read below a "
          + "directory is skipped with a line, and the exit code is 1 then; what was named "
          + "has to be readable."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pagelock lock --hold /var/lib/index       keep a directory in RAM",
      "  pagelock lock --for 10m --range 0:64m a.db   the first 64 MiB, for ten minutes",
      "  find . -name '*.idx' -print0 | pagelock lock --files-from - -0 --hold",
      "  pagelock lock --policy best-effort --json big.bin"
    })
final class LockCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private FileOptions targets = new FileOptions();

  @ArgGroup private HoldOptions hold = new HoldOptions();

  @ArgGroup private EngineOptions engine = new EngineOptions();

  @Option(
      names = "--range",
      paramLabel = "RANGE",
      converter = ByteRange.Converter.class,
      description =
          "Lock only this part of each file: OFFSET:LENGTH, OFFSET-END (END is the first byte"
              + " after it), OFFSET-, LENGTH (from the beginning) or -LENGTH (up to the end)."
              + " Sizes in bytes or with k, m, g, t (powers of 1024), such as 4k or 1.5G.")
  private ByteRange range = ByteRange.WHOLE;

  @Option(
      names = "--on-fault",
      description = "Lock each page from its first touch on, instead of reading everything now.")
  private boolean onFault;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      converter = PolicyName.class,
      completionCandidates = PolicyName.Names.class,
      description =
          "required: all or nothing, a file that cannot be locked fails the command (the default)."
              + " best-effort: lock what can be locked, say what could not, exit with 0.")
  private LockPolicy policy = LockPolicy.REQUIRED;

  @Mixin private ProviderOption provider = new ProviderOption();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print errors only (and the document of --json).")
  private boolean quiet;

  @Option(names = "--json", description = "Print one JSON document instead of the table.")
  private boolean json;

  /** Below a directory, and why. */
  private final List<String> unreadable = new ArrayList<>();

  LockCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    FileCollector collector =
        targets.collect(
            range,
            failure -> {
              throw failure;
            },
            this::skip);
    if (collector.files().isEmpty()) {
      throw nothing(collector);
    }
    collector.notices().forEach(this::say);
    try (PageLocker locker = Lockers.open(provider.name(), policy, engine)) {
      return lock(locker, collector);
    }
  }

  private int lock(PageLocker locker, FileCollector collector) throws InterruptedException {
    LockMode mode = onFault ? LockMode.ON_FAULT : LockMode.PLAIN;
    LockSession session = new LockSession(locker, engine.locking(locker, mode), policy);
    try (StopSignal stop = StopSignal.listen();
        ReaderWatch readers =
            quiet && !json ? ReaderWatch.none() : ReaderWatch.start(stop::request)) {
      if (!map(session, collector, stop)) {
        return ExitCode.OK;
      }
      session.lock(
          stop::isRequested, quiet ? Progress.SILENT : Progress.on(spec.commandLine().getErr()));
      long begun = System.nanoTime();
      if (session.lockedFiles() > 0 && !stop.isRequested()) {
        hold.hold(session, stop, this::say);
        if (stop.isRequested() && !readers.isGone()) {
          // A terminal has echoed the ^C.
          String newline = Terminal.detect().errWidth().isPresent() ? "\n" : "";
          say(newline + "unlocking " + ByteSize.human(session.lockedBytes()));
        }
      }
      double heldSeconds = (System.nanoTime() - begun) / 1e9;
      readers.require();
      session.observe();
      List<CliException> stillLocked = session.unlock();
      print(
          new LockReport(
              BuildVersion.version(),
              locker.provider().name(),
              onFault ? "on-fault" : "plain",
              PolicyName.of(policy),
              engine.isAsync(),
              session.pageSize(),
              session.rows(),
              session.fileCount() - session.rows().size(),
              stop.isRequested(),
              session.lockedBytes(),
              session.lockingTime().toNanos() / 1e9,
              session.gibPerSecond(),
              heldSeconds,
              session.vmLckSeen(),
              unreadable,
              collector.notices()));
      int code = LockVerdict.of(session, stillLocked, policy, spec.commandLine().getErr());
      return unreadable.isEmpty() ? code : ExitCode.SOFTWARE;
    } catch (OutputFailure e) {
      session.unlock();
      throw e;
    }
  }

  /** False if there is no room for so many mappings, and best-effort accepts that. */
  private boolean map(LockSession session, FileCollector collector, StopSignal stop) {
    List<String> said = collector.notices();
    try {
      session.map(
          collector.files(),
          stop::isRequested,
          (file, failure) -> {
            if (file.isNamed()) {
              throw failure;
            }
            if (!collector.isVanished(file, failure)) {
              skip(failure);
            }
          });
      collector.notices().stream().filter(notice -> !said.contains(notice)).forEach(this::say);
      if (session.fileCount() == 0) {
        throw nothing(collector);
      }
      return true;
    } catch (PageLockException noRoom) {
      if (policy == LockPolicy.REQUIRED) {
        throw noRoom;
      }
      spec.commandLine()
          .getErr()
          .println("pagelock: nothing was locked: " + Errors.describe(noRoom));
      return false;
    }
  }

  private void skip(CliException failure) {
    String why = Errors.describe(failure);
    unreadable.add(why);
    spec.commandLine().getErr().println("pagelock: skipped " + why);
  }

  private CliException nothing(FileCollector collector) {
    return new CliException(
        "nothing to lock: "
            + (unreadable.isEmpty() ? collector.whyNone() : "no file could be read"));
  }

  private void print(LockReport report) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(report));
    } else if (!quiet) {
      LockTable.print(report, out, Terminal.detect().outWidth());
    }
    out.flush();
  }

  private void say(String line) {
    if (!quiet) {
      spec.commandLine().getErr().println(line);
    }
  }
}
