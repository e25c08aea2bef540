package io.github.pagelock.internal.watch;

import io.github.pagelock.LockMode;

/** What is locked or unlocked, for those who count and record. */
public interface Watched {
  LockMode mode();

  /** Of the first page; 0 if it is not known. */
  long address();

  /** Bytes asked for, before rounding. */
  long byteCount();

  /** Bytes of the pages; 0 if they are not known. */
  long pageBytes();

  /** What could not be found in memory. */
  record Nowhere(LockMode mode, long byteCount) implements Watched {
    @Override
    public long address() {
      return 0;
    }

    @Override
    public long pageBytes() {
      return 0;
    }
  }
}
