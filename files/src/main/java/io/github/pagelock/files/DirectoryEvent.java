package io.github.pagelock.files;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has happened below a directory that is followed. Each is equal to itself only.
 *
 * <p>Immutable.
 */
public final class DirectoryEvent {
  /** What may happen. More may be added: a switch needs a default. */
  public enum Kind {
    /** A file is kept in RAM now. */
    LOCKED,
    /** A file grew or shrank, and so did what is kept of it. */
    CHANGED,
    /** A file is not there any more, or not wanted any more. */
    RELEASED,
    /** A file was released since another needs the room in the budget. */
    GAVE_WAY,
    /** A file, or the rest of one that grew, cannot be kept in RAM. It is tried again. */
    REFUSED,
    /** A directory cannot be looked into, or a name in it not be asked. It is tried again. */
    UNREADABLE,
    /** A directory tells no changes: it is looked through again and again. */
    NOT_WATCHED,
    /** The directory that is followed is not there any more. It is waited for. */
    GONE,
    /** Pages stay locked of a file that was released. */
    NOT_UNLOCKED
  }

  private final Kind kind;
  private final Path path;
  private final long lockedBytes;
  private final @Nullable Exception reason;

  DirectoryEvent(Kind kind, Path path, long lockedBytes, @Nullable Exception reason) {
    this.kind = kind;
    this.path = path;
    this.lockedBytes = lockedBytes;
    this.reason = reason;
  }

  /**
   * What has happened.
   *
   * @return which of what may happen
   */
  public Kind kind() {
    return kind;
  }

  /**
   * To whom it has happened.
   *
   * @return a file or a directory, below the one that is followed as that was given
   */
  public Path path() {
    return path;
  }

  /**
   * What of the file is kept in RAM now.
   *
   * @return bytes of whole pages; 0 of a directory
   */
  public long lockedBytes() {
    return lockedBytes;
  }

  /**
   * Why it has happened.
   *
   * @return what failed; empty where nothing did
   */
  public Optional<Exception> reason() {
    return Optional.ofNullable(reason);
  }

  @Override
  public String toString() {
    String told = kind + " " + path + ", " + lockedBytes + " bytes locked";
    return reason == null ? told : told + ": " + reason;
  }
}
