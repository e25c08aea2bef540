package io.github.pagelock.cli;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PageLockerBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Who locks: workers, or the thread that was called. */
final class EngineOptions {
  private static final int MOST_WORKERS = 256;

  @Option(
      names = "--workers",
      paramLabel = "N",
      converter = WorkerCount.class,
      description =
          "Lock with so many threads, 1 to "
              + MOST_WORKERS
              + " (unless given: one per processor, at most 4).")
  private @Nullable Integer workers;

  @Option(
      names = "--sync",
      description =
          "Lock on one thread, file after file. Limits are found out where they are reached.")
  private boolean sync;

  EngineOptions() {}

  boolean isGiven() {
    return sync || workers != null;
  }

  boolean isAsync() {
    return !sync;
  }

  void applyTo(PageLockerBuilder builder) {
    if (workers != null) {
      builder.workers(workers);
    }
  }

  Locking locking(PageLocker locker, LockMode mode) {
    return sync ? new SyncLocking(locker, mode) : new AsyncLocking(locker, mode);
  }

  /** For picocli. */
  static final class WorkerCount implements ITypeConverter<Integer> {
    WorkerCount() {}

    @Override
    public Integer convert(String text) {
      if (text.matches("\\d{1,3}")) {
        int count = Integer.parseInt(text);
        if (count >= 1 && count <= MOST_WORKERS) {
          return count;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is not a number of workers: write a whole number, 1 to " + MOST_WORKERS);
    }
  }
}
