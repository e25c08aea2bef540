package io.github.pagelock.files;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file below a directory that is followed, as it was when it was asked for. Two are equal if all
 * that they tell is; a reason equals only itself.
 *
 * <p>Immutable.
 */
public final class FollowedFile {
  /** How much of a file is kept in RAM. More may be added: a switch needs a default. */
  public enum State {
    /** All that was asked for; also of a file that has no bytes. */
    LOCKED,
    /** What it was, but not what it has become since: it grew, and the rest was refused. */
    PARTLY,
    /** Nothing. */
    NOT_LOCKED
  }

  private final Path path;
  private final long byteCount;
  private final long lockedBytes;
  private final State state;
  private final @Nullable Exception reason;

  FollowedFile(
      Path path, long byteCount, long lockedBytes, State state, @Nullable Exception reason) {
    this.path = path;
    this.byteCount = byteCount;
    this.lockedBytes = lockedBytes;
    this.state = state;
    this.reason = reason;
  }

  /**
   * The file's name.
   *
   * @return one of them, below the directory as that was given
   */
  public Path path() {
    return path;
  }

  /**
   * The file's size.
   *
   * @return bytes
   */
  public long byteCount() {
    return byteCount;
  }

  /**
   * What of it is kept in RAM.
   *
   * @return bytes of whole pages
   */
  public long lockedBytes() {
    return lockedBytes;
  }

  /**
   * How much of it is kept in RAM.
   *
   * @return all, a part or nothing
   */
  public State state() {
    return state;
  }

  /**
   * Why it is not all.
   *
   * @return an {@link java.io.IOException} if the file cannot be opened or mapped, a {@link
   *     io.github.pagelock.PageLockException} if it cannot be locked, an {@link
   *     OverBudgetException} if the budget has no room; empty if all of it is
   */
  public Optional<Exception> reason() {
    return Optional.ofNullable(reason);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof FollowedFile other
        && path.equals(other.path)
        && byteCount == other.byteCount
        && lockedBytes == other.lockedBytes
        && state == other.state
        && Objects.equals(reason, other.reason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, byteCount, lockedBytes, state, reason);
  }

  @Override
  public String toString() {
    String told = path + ": " + state + ", " + lockedBytes + " of " + byteCount + " bytes locked";
    return reason == null ? told : told + ": " + reason;
  }
}
