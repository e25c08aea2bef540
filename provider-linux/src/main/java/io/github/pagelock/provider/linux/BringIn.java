package io.github.pagelock.provider.linux;

import io.github.pagelock.posix.Mincore;
import io.github.pagelock.provider.linux.libc.LibC;

/**
 * Makes pages resident as reading them does, by MADV_POPULATE_READ (Linux 5.14): where they cannot
 * be read it fails, instead of the signal that a reader gets.
 */
final class BringIn {
  /** Each may have waited for a disk that does not answer. */
  private static final int FAILURES_IN_A_CHUNK = 16;

  private final LibC libc;
  private final Mincore mincore;
  private final int pageSize;
  private final boolean kernelPopulates;

  BringIn(LibC libc, Mincore mincore, int pageSize) {
    this.libc = libc;
    this.mincore = mincore;
    this.pageSize = pageSize;
    // Of no pages at all: only asks whether the advice is known.
    this.kernelPopulates = libc.madvise(0, 0, Linux.MADV_POPULATE_READ) == 0;
  }

  /** Goes on behind a page that cannot be read; false if this kernel cannot be asked. */
  boolean pages(long address, long byteCount) {
    if (!kernelPopulates) {
      return false;
    }
    long end = address + byteCount;
    long at = address;
    for (int failures = 0; at < end && failures < FAILURES_IN_A_CHUNK; failures++) {
      if (libc.madvise(at, end - at, Linux.MADV_POPULATE_READ) == 0) {
        break;
      }
      long resident = mincore.residentPagesUntilOneIsNot(at, end);
      if (resident < 0) {
        break;
      }
      at += (resident + 1) * pageSize;
    }
    return true;
  }
}
