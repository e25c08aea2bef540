package io.github.pagelock.cli;

import io.github.pagelock.PageLocker;
import io.github.pagelock.files.DirectoryEvent;
import io.github.pagelock.files.FollowedFile;
import io.github.pagelock.files.FollowedFile.State;
import io.github.pagelock.files.OverBudgetException;
import io.github.pagelock.files.ResidentDirectory;
import io.github.pagelock.files.ResidentDirectoryBuilder;
import io.github.pagelock.spi.LimitNumbers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Directories that are followed. */
final class FollowSession {
  private static final long TICK_MILLIS = 10;
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private final PageLocker locker;
  private final UnaryOperator<ResidentDirectoryBuilder> wish;
  private final Output output;
  private final List<ResidentDirectory> followed = new CopyOnWriteArrayList<>();
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
  private final long begun = System.nanoTime();

  /** Until everything has been locked once, what is locked is counted, not told. */
  private volatile boolean tellsAll;

  /**
   * Follows nothing yet.
   *
   * @param wish tells a builder what is wanted
   * @param output takes what happens
   */
  FollowSession(PageLocker locker, UnaryOperator<ResidentDirectoryBuilder> wish, Output output) {
    this.locker = locker;
    this.wish = wish;
    this.output = output;
  }

  /**
   * Locks what is there, and follows it.
   *
   * @return false if it was stopped before all was locked; then the end of the process unlocks
   */
  boolean start(List<Path> directories, StopSignal stop) throws InterruptedException {
    Start start = new Start(directories);
    Thread thread = new Thread(start, "pagelock-follow");
    thread.setDaemon(true);
    thread.start();
    while (!start.ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (stop.isRequested()) {
        return false;
      }
    }
    if (start.failure != null) {
      throw start.failure;
    }
    tellsAll = true;
    return true;
  }

  /**
   * Follows other directories: those that are followed already go on, new ones are locked, then
   * those that are not named any more are released.
   *
   * @throws CliException or PageLockException if one cannot be followed; then nothing has changed
   */
  void renew(List<Path> directories, StopSignal stop) throws InterruptedException {
    List<ResidentDirectory> before = List.copyOf(followed);
    List<Path> known = before.stream().map(ResidentDirectory::path).toList();
    try {
      start(directories.stream().filter(path -> !known.contains(path)).toList(), stop);
    } catch (RuntimeException e) {
      for (ResidentDirectory directory : List.copyOf(followed)) {
        if (!before.contains(directory)) {
          followed.remove(directory);
          directory.close();
        }
      }
      throw e;
    }
    for (ResidentDirectory directory : before) {
      if (directories.contains(directory.path())) {
        directory.awaitSettled(SETTLED);
      } else {
        followed.remove(directory);
        directory.close();
      }
    }
  }

  /** On a thread of its own, since it cannot be interrupted and a signal shall be heard. */
  private final class Start implements Runnable {
    private final List<Path> directories;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable RuntimeException failure;

    Start(List<Path> directories) {
      this.directories = directories;
    }

    @Override
    public void run() {
      try {
        directories.forEach(this::follow);
      } catch (RuntimeException e) {
        failure = e;
      } finally {
        ended.countDown();
      }
    }

    private void follow(Path directory) {
      ResidentDirectoryBuilder builder =
          ResidentDirectory.of(directory).locker(locker).listener(FollowSession.this::happened);
      try {
        followed.add(wish.apply(builder).follow());
      } catch (IOException e) {
        throw Errors.of(directory, e);
      }
    }
  }

  private void happened(DirectoryEvent event) {
    String name = Shown.name(event.path());
    String why = event.reason().map(reason -> why(event.path(), reason)).orElse("");
    String size = ByteSize.human(event.lockedBytes());
    switch (event.kind()) {
      case LOCKED -> tell("locked " + name + ", " + size);
      case CHANGED -> tell("changed " + name + ", " + size + " locked now");
      case RELEASED -> tell("released " + name);
      case GAVE_WAY -> tell("released " + name + ": another takes its room in the budget");
      case NOT_WATCHED ->
          output.complain(
              "changes are not told here, so it is looked through every second: " + why);
      case GONE -> output.complain(name + ": it is gone, and waited for");
      case REFUSED -> output.complain("not locked: " + why);
      case UNREADABLE -> {
        unreadable.add(why);
        output.complain("skipped " + why);
      }
      default -> output.complain(event.kind() + ": " + (why.isEmpty() ? name : why));
    }
  }

  /** With the name. */
  static String why(Path path, Exception reason) {
    return reason instanceof IOException failure
        ? Errors.describe(Errors.of(path, failure))
        : Shown.name(path) + ": " + Errors.describe(reason) + RaisedLimit.cure(reason);
  }

  private void tell(String line) {
    if (tellsAll) {
      output.say(line);
    }
  }

  List<FollowedFile> files() {
    List<FollowedFile> files = new ArrayList<>();
    followed.forEach(directory -> files.addAll(directory.files()));
    return files;
  }

  int lockedFiles() {
    return (int) files().stream().filter(file -> file.state() == State.LOCKED).count();
  }

  long lockedBytes() {
    return followed.stream().mapToLong(ResidentDirectory::lockedBytes).sum();
  }

  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  @Nullable Long vmLckBytes() {
    long bytes = LockedCount.bytes(locker);
    return bytes == LimitNumbers.UNKNOWN ? null : bytes;
  }

  /** What could not be read below a directory, and why. */
  List<String> unreadable() {
    return unreadable.stream().sorted().toList();
  }

  /** Whether a file is not locked though nobody limits it. */
  boolean lacksFiles() {
    return files().stream()
        .flatMap(file -> file.reason().stream())
        .anyMatch(reason -> !(reason instanceof OverBudgetException));
  }

  void close() {
    followed.forEach(ResidentDirectory::close);
  }
}
