package io.github.pagelock.cli;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLocker;
import io.github.pagelock.files.ResidentDirectoryBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
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
      "  pagelock lock --follow --budget 8g:oldest /var/lib/index   as it changes, too",
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
              + " Sizes in bytes or with k, m, g, t (powers of 1024), such as 4k or 1.5G."
              + " Repeatable.")
  private List<ByteRange> ranges = new ArrayList<>();

  @Option(
      names = "--data-only",
      description =
          "Leave out the holes of sparse files, which would become pages of zeros in RAM.")
  private boolean dataOnly;

  @Mixin private FollowOptions following = new FollowOptions();

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

  @Option(
      names = "--pidfile",
      paramLabel = "FILE",
      description = "Write the number of this process to FILE, and remove it at the end.")
  private @Nullable Path pidFile;

  @Option(
      names = "--raise-limit",
      description =
          "Raise the soft limit on locked memory to the hard one first, as 'ulimit -S -l' does, and"
              + " say so.")
  private boolean raise;

  @Option(
      names = "--allow-overcommit",
      description =
          "Lock also what exceeds the memory that is left: the kernel may then kill a process.")
  private boolean overcommit;

  @Mixin private ProviderOption provider = new ProviderOption();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print errors only (and the document of --json).")
  private boolean quiet;

  @Option(names = "--json", description = "Print one JSON document instead of the table.")
  private boolean json;

  LockCommand() {}

  @Override
  @SuppressWarnings("try") // the file with the number is only closed
  public Integer call() throws InterruptedException {
    Output output = new Output(spec.commandLine(), quiet, json);
    following.check(spec.commandLine(), targets, ranges, engine);
    try (StopSignal stop = StopSignal.listen();
        PidFile written = PidFile.write(pidFile);
        ReaderWatch readers = output.watchReaders(stop::request)) {
      return following.isFollowing() ? follow(output, stop, readers) : lock(output, stop, readers);
    }
  }

  private int follow(Output output, StopSignal stop, ReaderWatch readers)
      throws InterruptedException {
    try (PageLocker locker = Lockers.open(provider.name(), policy, engine, overcommit)) {
      RaisedLimit raised = raise ? RaisedLimit.raise(locker, output) : null;
      FollowSession session = new FollowSession(locker, this::wish, output);
      return new FollowRun(
              output, locker, session, targets, following, mode(), policy, raised, manager(output))
          .run(hold, stop, readers);
    }
  }

  private ResidentDirectoryBuilder wish(ResidentDirectoryBuilder builder) {
    targets.applyTo(builder);
    following.applyTo(builder);
    if (onFault) {
      builder.onFault();
    }
    return dataOnly ? builder.dataOnly() : builder;
  }

  private int lock(Output output, StopSignal stop, ReaderWatch readers)
      throws InterruptedException {
    LockTargets found = new LockTargets(output, targets, ranges);
    found.collect();
    try (PageLocker locker = Lockers.open(provider.name(), policy, engine, overcommit)) {
      RaisedLimit raised = raise ? RaisedLimit.raise(locker, output) : null;
      LockMode mode = onFault ? LockMode.ON_FAULT : LockMode.PLAIN;
      LockSession session =
          new LockSession(
              locker, engine.locking(locker, mode), policy, dataOnly, following.mostBytes());
      if (!output.printsDocuments() && !hold.isGiven()) {
        session.withoutCounts();
      }
      LockReports reports =
          new LockReports(locker.provider().name(), mode(), policy, engine.isAsync(), raised);
      return new LockRun(output, session, found, reports, policy, manager(output))
          .run(hold, stop, readers);
    }
  }

  private static ServiceManager manager(Output output) {
    return ServiceManager.ofEnvironment(output);
  }

  private String mode() {
    return onFault ? "on-fault" : "plain";
  }
}
