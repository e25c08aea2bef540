package io.github.pagelock.files;

import io.github.pagelock.files.DirectoryEvent.Kind;
import io.github.pagelock.files.Followed.Identity;
import io.github.pagelock.spi.FileStatus;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at names below a directory, and tells the roster what they stand for. Symbolic links below
 * it are not followed, so there is no loop. Used by one thread.
 */
final class Tree {
  private final Path top;
  private final FileSource source;
  private final FileFilter filter;
  private final Watches watches;
  private final Roster roster;
  private final Roster.Events events;
  private final Map<Path, Identity> directories = new HashMap<>();
  private final Set<Path> unwatched = new HashSet<>();
  private final Set<Path> unreadable = new HashSet<>();

  Tree(
      Path top,
      FileSource source,
      FileFilter filter,
      Watches watches,
      Roster roster,
      Roster.Events events) {
    this.top = top;
    this.source = source;
    this.filter = filter;
    this.watches = watches;
    this.roster = roster;
    this.events = events;
  }

  /** Whether changes may go untold. */
  boolean hasUnwatched() {
    return !unwatched.isEmpty() || !unreadable.isEmpty();
  }

  boolean isThere() {
    return directories.containsKey(top);
  }

  /** Looks at everything, and at what was there before. */
  void lookAtAll() {
    Set<Path> before = new LinkedHashSet<>(roster.names());
    before.addAll(directories.keySet());
    before.removeAll(look(Set.of(top), true));
    look(before, false);
  }

  /**
   * Looks at names. Those that stand for something are told first, so that a file that has another
   * name now is not unlocked in between.
   *
   * @param again whether a directory that is known is looked through
   * @return all names that were looked at
   */
  Set<Path> look(Set<Path> names, boolean again) {
    Deque<Path> next = new ArrayDeque<>(names);
    Set<Path> seen = new HashSet<>();
    List<Path> gone = new ArrayList<>();
    while (!next.isEmpty()) {
      Path path = next.pop();
      seen.add(path);
      FileStatus status = status(path);
      if (status == null) {
        gone.add(path);
      } else if (status.kind() == FileStatus.Kind.DIRECTORY) {
        next.addAll(enter(path, Identity.of(status), again));
      } else {
        directoryGone(path);
        if (isWanted(path, status)) {
          roster.found(path, status);
        } else {
          gone.add(path);
        }
      }
    }
    for (Path path : gone) {
      directoryGone(path);
      roster.gone(path);
    }
    return seen;
  }

  private boolean isWanted(Path path, FileStatus status) {
    return switch (status.kind()) {
      case REGULAR, BLOCK_DEVICE -> filter.wants(top.relativize(path), status.byteCount());
      default -> false;
    };
  }

  /** Null if it stands for nothing, or cannot be asked, which is said. */
  private @Nullable FileStatus status(Path path) {
    if (!path.equals(top) && !filter.enters(top.relativize(path))) {
      return null;
    }
    try {
      // The directory itself may be a symbolic link.
      return source.status(path.equals(top) ? top.toRealPath() : path);
    } catch (NoSuchFileException nothing) {
      return null;
    } catch (IOException notTold) {
      if (unreadable.add(path)) {
        events.happened(Kind.UNREADABLE, path, 0, notTold);
      }
      return null;
    }
  }

  /** What is in a directory that is new, or is to be looked through again. */
  private List<Path> enter(Path directory, Identity identity, boolean again) {
    Identity before = directories.get(directory);
    boolean isNew = !identity.equals(before);
    if (before != null && isNew) {
      directoryGone(directory);
    }
    roster.gone(directory);
    if (isNew || unwatched.contains(directory)) {
      watch(directory);
    }
    if (!isNew && !again && !unreadable.contains(directory)) {
      return List.of();
    }
    directories.put(directory, identity);
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(names::add);
      unreadable.remove(directory);
    } catch (DirectoryIteratorException | IOException failure) {
      cannotList(directory, failure);
    }
    return names;
  }

  /** Before it is listed, so that nothing comes in between. */
  private void watch(Path directory) {
    try {
      watches.add(directory);
      unwatched.remove(directory);
    } catch (IOException notTold) {
      if (unwatched.add(directory) && Files.isReadable(directory)) {
        events.happened(Kind.NOT_WATCHED, directory, 0, notTold);
      }
    }
  }

  private void cannotList(Path directory, Exception failure) {
    IOException reason =
        failure instanceof DirectoryIteratorException wrapped
            ? wrapped.getCause()
            : (IOException) failure;
    if (!(reason instanceof NoSuchFileException) && unreadable.add(directory)) {
      events.happened(Kind.UNREADABLE, directory, 0, reason);
    }
  }

  private void directoryGone(Path path) {
    if (!directories.containsKey(path)) {
      return;
    }
    for (Path directory : List.copyOf(directories.keySet())) {
      if (directory.startsWith(path)) {
        directories.remove(directory);
        watches.remove(directory);
        unwatched.remove(directory);
        unreadable.remove(directory);
      }
    }
    roster.goneBelow(path);
    if (path.equals(top)) {
      events.happened(Kind.GONE, top, 0, null);
    }
  }
}
