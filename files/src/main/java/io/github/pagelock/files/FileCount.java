package io.github.pagelock.files;

import io.github.pagelock.spi.FileStatus;
import io.github.pagelock.spi.FileStatus.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** How many files below a directory would be mapped. */
final class FileCount {
  private FileCount() {}

  /** Those that are wanted and have bytes, without opening one. */
  static long of(Path top, FileFilter filter, FileSource source) throws IOException {
    long count = 0;
    Deque<Path> directories = new ArrayDeque<>(List.of(top));
    while (!directories.isEmpty()) {
      Path directory = directories.pop();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          Path relative = top.relativize(entry);
          FileStatus status = filter.enters(relative) ? source.status(entry) : null;
          if (status != null && status.kind() == Kind.DIRECTORY) {
            directories.push(entry);
          } else if (status != null
              && status.byteCount() > 0
              && filter.wants(relative, status.byteCount())) {
            count++;
          }
        }
      } catch (DirectoryIteratorException | IOException unreadable) {
        // It is said when it is followed.
        if (directory.equals(top)) {
          throw unreadable instanceof DirectoryIteratorException wrapped
              ? wrapped.getCause()
              : (IOException) unreadable;
        }
      }
    }
    return count;
  }
}
