package io.github.pagelock.files;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.internal.files.MappingNeed;
import io.github.pagelock.spi.MappingRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What below a directory shall be kept in RAM, and how. Not thread-safe. */
public final class ResidentDirectoryBuilder {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

  private final Path directory;
  private final List<PathMatcher> include = new ArrayList<>();
  private final List<PathMatcher> exclude = new ArrayList<>();
  private long largest = Long.MAX_VALUE;
  private @Nullable PageLocker locker;
  private LockMode mode = LockMode.PLAIN;
  private boolean dataOnly;
  private Budget budget = Budget.unlimited();
  private Duration between = BETWEEN_LOOKS;
  private Consumer<? super DirectoryEvent> listener = event -> {};

  ResidentDirectoryBuilder(Path directory) {
    this.directory = directory;
  }

  /**
   * Chooses who locks.
   *
   * @param chosen a locker, instead of {@link PageLocker#system()}
   * @return this
   */
  public ResidentDirectoryBuilder locker(PageLocker chosen) {
    locker = Objects.requireNonNull(chosen, "chosen");
    return this;
  }

  /**
   * Wants files that a pattern matches, and no other, but for those of another such pattern.
   *
   * @param glob compared with the name of a file or, if it has a slash, with its path below the
   *     directory
   * @return this
   * @throws java.util.regex.PatternSyntaxException if it is not a glob
   * @see java.nio.file.FileSystem#getPathMatcher
   */
  public ResidentDirectoryBuilder include(String glob) {
    include.add(FileFilter.matcher(Objects.requireNonNull(glob, "glob")));
    return this;
  }

  /**
   * Leaves out files that a pattern matches, and directories with all that is below them.
   *
   * @param glob as of {@link #include}
   * @return this
   * @throws java.util.regex.PatternSyntaxException if it is not a glob
   */
  public ResidentDirectoryBuilder exclude(String glob) {
    exclude.add(FileFilter.matcher(Objects.requireNonNull(glob, "glob")));
    return this;
  }

  /**
   * Leaves out files that are bigger.
   *
   * @param byteCount bytes
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public ResidentDirectoryBuilder largestFile(long byteCount) {
    if (byteCount < 0) {
      throw new IllegalArgumentException("no file has " + byteCount + " bytes");
    }
    largest = byteCount;
    return this;
  }

  /**
   * Leaves out the holes of files, as {@link ResidentFileBuilder#dataOnly()} does.
   *
   * @return this
   */
  public ResidentDirectoryBuilder dataOnly() {
    dataOnly = true;
    return this;
  }

  /**
   * Locks each page from its first touch on, as {@link ResidentFileBuilder#onFault()} does.
   *
   * @return this
   */
  public ResidentDirectoryBuilder onFault() {
    mode = LockMode.ON_FAULT;
    return this;
  }

  /**
   * Limits how much is locked.
   *
   * @param limit how much, and who gives way; without it there is no limit but the system's
   * @return this
   */
  public ResidentDirectoryBuilder budget(Budget limit) {
    budget = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /**
   * Sets how often everything is looked through, though no change was told. Where the system tells
   * none, it is at least every second.
   *
   * @param duration half a minute unless set
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public ResidentDirectoryBuilder lookEvery(Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("a time between looks of " + duration);
    }
    between = duration;
    return this;
  }

  /**
   * Tells somebody what happens. It is called by one thread at a time: by the one that calls {@link
   * #follow()}, then by the one that follows, which does nothing else meanwhile. What it throws is
   * logged.
   *
   * @param told takes each event
   * @return this
   */
  public ResidentDirectoryBuilder listener(Consumer<? super DirectoryEvent> told) {
    listener = Objects.requireNonNull(told, "told");
    return this;
  }

  /**
   * Locks what is there, by this thread, and follows the directory from then on. No change between
   * the two is missed.
   *
   * @return the handle
   * @throws IOException if it is no directory, or cannot be looked into
   * @throws PageLockException LIMIT_EXCEEDED if there are so many files that this process could not
   *     map them; none is mapped then
   */
  public ResidentDirectory follow() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw Files.exists(directory)
          ? new NotDirectoryException(directory.toString())
          : new NoSuchFileException(directory.toString());
    }
    PageLocker chosen = locker == null ? PageLocker.system() : locker;
    FileFilter filter = new FileFilter(List.copyOf(include), List.copyOf(exclude), largest);
    Wish wish = Wish.of(chosen, mode, List.of(), dataOnly);
    MappingRoom mappings = MappingNeed.roomOf(chosen);
    if (mappings.count() != MappingRoom.UNKNOWN && mappings.max() != MappingRoom.UNKNOWN) {
      MappingNeed.require(FileCount.of(directory, filter, wish.source()), mappings);
    }
    Follower follower =
        new Follower(
            directory,
            wish,
            filter,
            budget,
            between,
            Watches.of(directory.getFileSystem()),
            listener);
    follower.start();
    try {
      return new ResidentDirectory(directory, follower);
    } catch (Throwable noMemory) {
      follower.keeping().close();
      throw noMemory;
    }
  }
}
