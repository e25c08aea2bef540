package io.github.pagelock.cli;

import io.github.pagelock.Capability;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows a lock, step by step, with the kernel's own evidence. */
@Command(
    name = "demo",
    description = {
      "Lock a real file and show the kernel's own evidence.",
      "The file holds the classes of the Java that runs this. Exits with 1 if the "
          + "kernel does not confirm the lock."
    },
    footerHeading = "%nExample:%n",
    footer = "  pagelock demo")
final class DemoCommand implements Callable<Integer> {
  /** More would take long, and shows no more. */
  private static final long MOST_BYTES = 1L << 30;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private ProviderOption provider = new ProviderOption();

  DemoCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path file = DemoFile.find(Path.of(System.getProperty("java.home")));
    try (PageLocker locker = Lockers.open(provider.name());
        FileChannel channel = FileChannel.open(file)) {
      out.println("File:     " + Shown.name(file) + ", " + ByteSize.human(channel.size()));
      out.println("Provider: " + locker.provider().name() + ", because " + locker.provider().why());
      MappedByteBuffer mapped =
          channel.map(MapMode.READ_ONLY, 0, lockable(channel.size(), locker, out));
      return show(locker, mapped, out);
    }
  }

  /** As much of the file as the limit allows; all of it where the limit is 0, for the message. */
  private static long lockable(long fileSize, PageLocker locker, PrintWriter out) {
    long most = Math.min(fileSize, MOST_BYTES);
    if (!locker.capabilities().contains(Capability.LIMITS)) {
      return most;
    }
    LockLimits limits = locker.limits();
    out.println(
        "Limit:    "
            + Text.limit(limits.soft())
            + " (ulimit -l)"
            + (limits.exempt() ? ", which does not bind this process: " + limits.exemption() : ""));
    if (!limits.binds() || !limits.soft().allows(1)) {
      return most;
    }
    long room = Math.max(0, limits.soft().bytes().getAsLong() - limits.lockedBytes().orElse(0));
    if (room >= most) {
      return most;
    }
    out.println(
        "          That is less than the file, so only its first "
            + ByteSize.human(room)
            + " are locked.");
    return Math.max(1, room);
  }

  private static int show(PageLocker locker, MappedByteBuffer mapped, PrintWriter out)
      throws IOException {
    MemoryRange range = MemoryRange.of(mapped);
    DemoEvidence evidence = new DemoEvidence(locker, range);
    out.println();
    out.println("1. The file is mapped read-only: it has addresses now, and may be in RAM or not.");
    evidence.takeBefore();
    long start = System.nanoTime();
    long nanos;
    try (LockedRange handle = locker.lock(range)) {
      nanos = Math.max(1, System.nanoTime() - start);
      evidence.takeLocked(handle);
      out.printf(
          Locale.ROOT,
          "2. It is locked: %s in %s (%.1f GiB/s). Every page is in RAM and has to stay.%n",
          ByteSize.human(handle.lockedBytes()),
          HoldTime.human(Duration.ofNanos(nanos)),
          handle.lockedBytes() / (double) (1L << 30) / (nanos / 1e9));
    }
    evidence.takeAfter();
    out.println("3. It is unlocked: the kernel may take the pages back when it needs RAM.");
    out.println();
    out.println(evidence.table());
    List<String> doubts = evidence.doubts();
    out.println(
        doubts.isEmpty()
            ? "Confirmed: "
                + evidence.source()
                + " that every page was locked, and that none is now."
            : "NOT confirmed: " + String.join("; ", doubts) + ".");
    return doubts.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
