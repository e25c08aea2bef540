package io.github.pagelock.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * A file to lock, or parts of one.
 *
 * @param path as the user wrote it, or as found below a directory
 * @param fileSize bytes, when it was found
 * @param ranges the bytes to lock, at least one, in order and without overlaps
 * @param isNamed whether the user wrote it, so that it has to be there
 */
record TargetFile(Path path, long fileSize, List<ByteRange> ranges, boolean isNamed) {
  TargetFile(Path path, long fileSize, ByteRange range) {
    this(path, fileSize, List.of(range), true);
  }

  long byteCount() {
    return ranges.stream().mapToLong(ByteRange::length).sum();
  }

  long offset() {
    return ranges.get(0).offset();
  }

  /** The byte after the last one that is to be locked. */
  long end() {
    return ranges.get(ranges.size() - 1).end();
  }
}
