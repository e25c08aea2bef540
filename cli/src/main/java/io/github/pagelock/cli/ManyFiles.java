package io.github.pagelock.cli;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/** Goes over files, on all processors where there are so many that it pays. */
final class ManyFiles {
  /** Threads cost more than a few files; and a wish to stop waits for so many. */
  private static final int BATCH = 512;

  private ManyFiles() {}

  /**
   * Does something for each, and takes the results in their order.
   *
   * @param stop whether to leave out the rest, asked before each batch
   * @param work may run on any thread; what it throws ends all
   * @param take runs on this thread
   * @return whether all are done
   */
  static <T, R> boolean each(
      List<T> files, BooleanSupplier stop, Function<T, R> work, BiConsumer<T, R> take) {
    for (int from = 0; from < files.size(); from += BATCH) {
      if (stop.getAsBoolean()) {
        return false;
      }
      List<T> batch = files.subList(from, Math.min(files.size(), from + BATCH));
      Stream<T> stream = files.size() <= BATCH ? batch.stream() : batch.parallelStream();
      List<R> results = results(stream, work);
      for (int i = 0; i < results.size(); i++) {
        take.accept(batch.get(i), results.get(i));
      }
    }
    return true;
  }

  /** A parallel stream may throw a copy of what another thread threw, with another message. */
  private static <T, R> List<R> results(Stream<T> stream, Function<T, R> work) {
    AtomicReference<RuntimeException> first = new AtomicReference<>();
    try {
      return stream.map(file -> result(file, work, first)).toList();
    } catch (RuntimeException e) {
      RuntimeException thrown = first.get();
      throw thrown != null ? thrown : e;
    }
  }

  private static <T, R> R result(
      T file, Function<T, R> work, AtomicReference<RuntimeException> first) {
    try {
      return work.apply(file);
    } catch (RuntimeException e) {
      first.compareAndSet(null, e);
      throw e;
    }
  }
}
