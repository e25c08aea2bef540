package io.github.pagelock.cli;

import io.github.pagelock.PageLocker;
import io.github.pagelock.files.FileCache;
import io.github.pagelock.files.FileRange;
import io.github.pagelock.files.MappedFile;
import io.github.pagelock.files.ResidentFile;
import io.github.pagelock.files.ResidentFileBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/** {@code pagelock touch} and {@code pagelock evict}. */
final class CacheRun {
  /** What to do with files. */
  enum Action {
    TOUCH("touching", "touched"),
    EVICT("evicting", "evicted");

    private final String doing;
    private final String done;

    Action(String doing, String done) {
      this.doing = doing;
      this.done = done;
    }

    private Progress.Verb verb() {
      return new Progress.Verb(doing, done);
    }
  }

  private final Output output;
  private final CacheOptions options;
  private final Action action;
  private final List<CliException> failures = new ArrayList<>();
  private final List<CacheReport.Row> rows = new ArrayList<>();
  private long done;

  CacheRun(Output output, CacheOptions options, Action action) {
    this.output = output;
    this.options = options;
    this.action = action;
  }

  /** The exit code. */
  int run() {
    FileCollector collector =
        options.targets().collect(options.ranges(), failures::add, failures::add);
    if (collector.files().isEmpty() && failures.isEmpty()) {
      throw new CliException("nothing to " + name() + ": " + collector.whyNone());
    }
    collector.notices().forEach(output::say);
    long begun = System.nanoTime();
    try (StopSignal stop = StopSignal.listen();
        ReaderWatch readers = output.watchReaders(stop::request);
        PageLocker locker = Lockers.open(options.provider().name())) {
      handleAll(collector, locker, stop);
      readers.require();
      print(locker, collector, stop.isRequested(), (System.nanoTime() - begun) / 1e9);
    }
    failures.forEach(failure -> output.complain(Errors.describe(failure)));
    return failures.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void handleAll(FileCollector collector, PageLocker locker, StopSignal stop) {
    try (Progress progress = output.progress(action.verb())) {
      progress.begin(
          Text.files(collector.files().size()),
          collector.files().stream().mapToLong(TargetFile::byteCount).sum());
      for (TargetFile file : collector.files()) {
        if (stop.isRequested()) {
          return;
        }
        try {
          rows.add(handle(file, locker, stop, progress));
        } catch (CliException e) {
          if (!collector.isVanished(file, e)) {
            failures.add(e);
          }
        }
        done += file.byteCount();
        progress.reached(done);
      }
    }
  }

  private CacheReport.Row handle(
      TargetFile file, PageLocker locker, StopSignal stop, Progress progress) {
    List<FileRange> parts =
        file.ranges().stream().map(part -> new FileRange(part.offset(), part.length())).toList();
    ResidentFileBuilder builder = ResidentFile.of(file.path()).locker(locker);
    parts.forEach(part -> builder.range(part.offset(), part.byteCount()));
    try (MappedFile mapped = builder.map()) {
      PageCount before = PageCount.of(mapped, locker);
      FileCache cache = FileCache.of(locker);
      if (action == Action.EVICT) {
        cache.evict(file.path(), parts);
      } else {
        cache.touch(
            file.path(),
            parts,
            bytes -> {
              progress.reached(done + bytes);
              return !stop.isRequested();
            });
      }
      PageCount after = PageCount.of(mapped, locker);
      return new CacheReport.Row(
          file.path().toString(),
          file.byteCount(),
          known(before.pages()),
          known(before.resident()),
          known(after.resident()));
    } catch (IllegalArgumentException shorter) {
      throw new CliException(
          Shown.name(file.path()) + ": the file was truncated, and ends before the range", shorter);
    } catch (IOException e) {
      throw Errors.of(file.path(), e);
    }
  }

  private void print(PageLocker locker, FileCollector collector, boolean stopped, double seconds) {
    CacheReport report =
        new CacheReport(
            BuildVersion.version(),
            locker.provider().name(),
            name(),
            rows,
            rows.stream().mapToLong(CacheReport.Row::bytes).sum(),
            seconds,
            stopped,
            failures.stream().map(Errors::describe).toList(),
            collector.notices());
    output.print(report, (out, width) -> CacheTable.print(report, action.verb(), out, width));
  }

  private String name() {
    return action.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Long known(long pages) {
    return pages < 0 ? null : pages;
  }
}
