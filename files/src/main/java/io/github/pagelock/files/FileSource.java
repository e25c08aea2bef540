package io.github.pagelock.files;

import io.github.pagelock.PageLocker;
import io.github.pagelock.internal.files.MapsFiles;
import io.github.pagelock.spi.FileStatus;
import java.io.IOException;
import java.nio.file.Path;

/** Where files come from. */
interface FileSource {
  /** Opens a file for reading; never waits for a pipe. */
  OpenFile open(Path path) throws IOException;

  /** What a name stands for; a symbolic link is not followed. */
  FileStatus status(Path path) throws IOException;

  /** By the system's own calls where the locker's provider has them, else by the JDK's. */
  static FileSource of(PageLocker locker) {
    return locker instanceof MapsFiles maps && maps.files().isPresent()
        ? new SystemFiles(maps.files().get(), locker.pageSize())
        : new JdkFiles(locker.pageSize());
  }
}
