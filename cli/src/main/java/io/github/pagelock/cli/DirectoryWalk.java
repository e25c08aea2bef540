package io.github.pagelock.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Everything below a directory that is not one itself. No symbolic link is followed, but the
 * directory may be one. What is excluded is not even asked whether it is a directory: to ask may
 * hang, where a file system does not answer.
 */
final class DirectoryWalk {
  /**
   * A file, a symbolic link or something special.
   *
   * @param path below the directory as it was given
   * @param relative to that directory
   * @param attributes its own, also those of a symbolic link
   */
  record Found(Path path, Path relative, BasicFileAttributes attributes) {}

  private final Path top;
  private final FileFilter filter;
  private final BiConsumer<Path, IOException> failed;
  private final List<Found> found = new ArrayList<>();
  private final Deque<Path> directories = new ArrayDeque<>();
  private boolean excluded;

  /**
   * Looks at nothing yet.
   *
   * @param failed what to do with what cannot be looked at
   */
  DirectoryWalk(Path top, FileFilter filter, BiConsumer<Path, IOException> failed) {
    this.top = top;
    this.filter = filter;
    this.failed = failed;
  }

  /** Goes on whatever cannot be looked at. */
  List<Found> found() {
    directories.push(top);
    while (!directories.isEmpty()) {
      list(directories.pop());
    }
    return found;
  }

  /** Whether anything was left out unseen. */
  boolean hasExcluded() {
    return excluded;
  }

  private void list(Path directory) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(this::visit);
    } catch (DirectoryIteratorException e) {
      fail(directory, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      fail(directory, e);
    }
  }

  private void visit(Path entry) {
    Path relative = top.relativize(entry);
    if (!filter.enters(relative)) {
      excluded = true;
      return;
    }
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        directories.push(entry);
      } else {
        found.add(new Found(entry, relative, attributes));
      }
    } catch (IOException e) {
      fail(entry, e);
    }
  }

  private void fail(Path path, IOException e) {
    // Removed while we walked.
    if (!(e instanceof NoSuchFileException) || path.equals(top)) {
      failed.accept(path, e);
    }
  }
}
