package io.github.pagelock.files;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file below a directory that is followed, as it was when it was asked for.
 *
 * @param path one of its names, below the directory as that was given
 * @param byteCount its size in bytes
 * @param lockedBytes what of it is kept in RAM, in bytes of whole pages
 * @param state how much that is
 * @param reason why it is not all: an {@link java.io.IOException} if the file cannot be opened or
 *     mapped, a {@link io.github.pagelock.PageLockException} if it cannot be locked, an {@link
 *     OverBudgetException} if the budget has no room
 */
public record FollowedFile(
    Path path, long byteCount, long lockedBytes, State state, Optional<Exception> reason) {
  /** How much of a file is kept in RAM. More may be added: a switch needs a default. */
  public enum State {
    /** All that was asked for; also of a file that has no bytes. */
    LOCKED,
    /** What it was, but not what it has become since: it grew, and the rest was refused. */
    PARTLY,
    /** Nothing. */
    NOT_LOCKED
  }
}
