package io.github.pagelock.benchmarks;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.Residency;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * many-files: what {@code pagelock lock} does with files of a page each, as a user that owns none
 * of them and may not write them: map, count what is resident, lock together, count again, verify,
 * unlock. Ten times as many must take about ten times as long.
 */
final class ManyFilesCase {
  private static final Goal GOAL = Goal.ratio(12);
  private static final int TIMES = 10;
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final double NANOS_PER_MILLI = 1e6;

  private final Plan plan;

  ManyFilesCase(Plan plan) {
    this.plan = plan;
  }

  Comparison run() throws IOException, InterruptedException {
    List<Double> many = new ArrayList<>();
    List<Double> few = new ArrayList<>();
    List<String> prefix = Nobody.withoutLimit();
    try (Nobody nobody = new Nobody()) {
      Path fewFiles = files(nobody.directory().resolve("few"), plan.ranges().many() / TIMES);
      Path manyFiles = files(nobody.directory().resolve("many"), plan.ranges().many());
      for (int round = 0; round < plan.rounds(); round++) {
        few.addAll(nobody.java(prefix, ManyFilesCase.class, fewFiles));
        many.addAll(nobody.java(prefix, ManyFilesCase.class, manyFiles));
      }
    }
    return new Comparison("many-files", "ms", many, few, GOAL);
  }

  private static Path files(Path directory, int count) throws IOException {
    Files.createDirectory(directory);
    for (int i = 0; i < count; i++) {
      Files.write(directory.resolve("file" + i), new byte[Mapping.PAGE]);
    }
    return directory;
  }

  /** Prints milliseconds for all files of a directory; the second of two times, in a warm JVM. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(Path.of(args[0]))) {
      files = listed.toList();
    }
    lockAll(files.subList(0, Math.min(files.size(), files.size() / TIMES + 1)));
    System.out.println(lockAll(files));
  }

  private static double lockAll(List<Path> files) throws IOException, InterruptedException {
    PageLocker locker = PageLocker.system();
    long start = System.nanoTime();
    List<MemoryRange> ranges = new ArrayList<>();
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        ranges.add(MemoryRange.of(channel.map(MapMode.READ_ONLY, 0, channel.size())));
      }
    }
    for (MemoryRange range : ranges) {
      locker.residency(range);
    }
    PendingLock<List<LockedRange>> pending = locker.lockAllAsync(ranges, LockMode.PLAIN);
    if (!pending.await(LONG)) {
      throw new IllegalStateException("still not locked: " + pending);
    }
    List<LockedRange> locked = pending.result();
    for (MemoryRange range : ranges) {
      Residency residency = locker.residency(range);
      if (residency.pages() != 1) {
        throw new IllegalStateException(residency.toString());
      }
    }
    if (locker.verify(locked).stream().anyMatch(state -> state != KernelState.LOCKED)) {
      throw new IllegalStateException("not all are locked");
    }
    locked.forEach(LockedRange::close);
    return (System.nanoTime() - start) / NANOS_PER_MILLI;
  }
}
