package io.github.pagelock.files;

import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.files.LostOnes;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Keeps what is below a directory in RAM, and follows it: a file that comes is locked, one that
 * goes, or is replaced, is released, one that grows is locked to its new end, one that shrinks
 * released beyond. A file is what it is, not what it is called: one that is renamed stays locked.
 *
 * {@snippet class="io.github.pagelock.files.GuideExample" region="directory"}
 *
 * <p>Changes are told by the system's {@link java.nio.file.WatchService}. Where there is none, or
 * it cannot watch a directory, or has lost changes, everything is looked through; that is also done
 * every half minute, unless the builder says otherwise. Symbolic links below the directory are not
 * followed.
 *
 * <p>A file that cannot be kept harms no other: {@link #files()} says which and why, the listener
 * is told, and it is tried again when something else was released, and with every look.
 *
 * <p>Thread-safe. It has a daemon thread of its own until it is closed. One that is lost ends, and
 * says so in the log; what its listener reaches may be lost with it.
 */
public final class ResidentDirectory implements AutoCloseable {
  private final Path path;
  private final Keeping keeping;

  /** Follows as long as somebody reaches it: this alone, but for a moment. */
  @SuppressWarnings("unused")
  private final Follower follower;

  private final Runnable end;

  ResidentDirectory(Path path, Follower follower) {
    this.path = path;
    this.follower = follower;
    this.keeping = follower.keeping();
    this.end = LostOnes.add(this, keeping::closeLost);
  }

  /**
   * Says what below a directory shall be kept in RAM, and how.
   *
   * @param directory it may be a symbolic link to one
   * @throws IllegalArgumentException if it is no file of the system's, but one in an archive, say
   * @return to be told more, and to follow
   */
  public static ResidentDirectoryBuilder of(Path directory) {
    return new ResidentDirectoryBuilder(
        FileName.requireOfSystem(Objects.requireNonNull(directory, "directory")));
  }

  /**
   * The directory.
   *
   * @return as it was given
   */
  public Path path() {
    return path;
  }

  /**
   * Tells of every file that is wanted, once each, by one of its names. It does not wait for what
   * is being locked: such a file is told as it was before, a new one as NOT_LOCKED without a
   * reason.
   *
   * @return as it is now, those that have been locked for the longest time first; empty when this
   *     is closed
   */
  public List<FollowedFile> files() {
    try {
      return keeping.files.told();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * What is kept in RAM. It does not wait for what is being locked.
   *
   * @return bytes of whole pages
   */
  public long lockedBytes() {
    try {
      return keeping.files.lockedBytes();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Waits until everything that has happened below the directory before this call was looked at,
   * and what can be kept is.
   *
   * @param timeout how long to wait at most
   * @return false if the time is over
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean awaitSettled(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    try {
      return keeping.awaitSettled(timeout);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Stops following, and unlocks everything. Does nothing the second time. It waits for what is
   * being locked; called by the listener, it does not wait for the listener.
   *
   * @throws PageLockException UNLOCK_FAILED if pages stay locked
   */
  @Override
  public void close() {
    keeping.closing();
    try {
      end.run();
      keeping.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String toString() {
    return path + ": " + lockedBytes() + " bytes locked";
  }
}
