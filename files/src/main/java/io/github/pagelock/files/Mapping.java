package io.github.pagelock.files;

import io.github.pagelock.MemoryRange;

/** A part of a file in memory, for reading. Reachable as long as a range of it is locked. */
interface Mapping {
  /** The part, in the file; it may go beyond the end. */
  FileRange part();

  /** A part of the part. */
  MemoryRange range(FileRange part);

  /** Lets it go, where that can be done; nothing of it is locked. */
  void unmap();
}
