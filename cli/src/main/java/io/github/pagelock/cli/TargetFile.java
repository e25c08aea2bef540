package io.github.pagelock.cli;

import java.nio.file.Path;

/**
 * A file to lock, or part of one.
 *
 * @param path as the user wrote it, or as found below a directory
 * @param fileSize bytes, when it was found
 * @param range the bytes to lock, at least one
 * @param isNamed whether the user wrote it, so that it has to be there
 */
record TargetFile(Path path, long fileSize, ByteRange range, boolean isNamed) {
  TargetFile(Path path, long fileSize, ByteRange range) {
    this(path, fileSize, range, true);
  }

  long byteCount() {
    return range.length();
  }
}
