package io.github.pagelock.files;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What has happened below a directory that is followed.
 *
 * @param kind what
 * @param path to whom
 * @param lockedBytes what of it is kept in RAM now, in bytes of whole pages
 * @param reason why, where something failed
 */
public record DirectoryEvent(Kind kind, Path path, long lockedBytes, Optional<Exception> reason) {
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
}
