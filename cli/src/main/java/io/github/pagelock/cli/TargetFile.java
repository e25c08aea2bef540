package io.github.pagelock.cli;

import java.nio.file.Path;

/**
 * A file to lock, or part of one.
 *
 * @param path as the user wrote it, or as found below a directory
 * @param fileSize bytes, when it was found
 * @param range the bytes to lock, at least one
 */
record TargetFile(Path path, long fileSize, ByteRange range) {
  long byteCount() {
    return range.length();
  }
}
