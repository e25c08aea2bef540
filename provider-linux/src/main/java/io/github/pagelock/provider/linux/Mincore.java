package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.jna.LibC;

/**
 * Counts resident pages, by batches: the kernel holds the address-space lock for 4,096 pages at a
 * time, and no big array is needed.
 */
final class Mincore {
  /** The answer for a range that is not mapped as a whole. */
  static final long NOT_MAPPED = -1;

  /** The answer if the kernel refused for another reason. */
  static final long REFUSED = -2;

  private static final int BATCH_PAGES = 4096;

  private final LibC libc;
  private final int pageSize;

  Mincore(LibC libc, int pageSize) {
    this.libc = libc;
    this.pageSize = pageSize;
  }

  /** How many pages of [from, to) are resident, or one of the named values. */
  long residentPages(long from, long to) {
    return count(from, to, false);
  }

  /** Whether all pages are: their number, or a smaller one, or one of the named values. */
  long residentPagesUntilOneIsNot(long from, long to) {
    return count(from, to, true);
  }

  private long count(long from, long to, boolean stopAtFirst) {
    long batchBytes = (long) BATCH_PAGES * pageSize;
    byte[] pages = new byte[(int) Math.min(BATCH_PAGES, (to - from) / pageSize)];
    long resident = 0;
    for (long at = from; at < to; at += batchBytes) {
      long bytes = Math.min(batchBytes, to - at);
      int errno = libc.mincore(at, bytes, pages);
      if (errno != 0) {
        return errno == Linux.ENOMEM ? NOT_MAPPED : REFUSED;
      }
      int count = (int) (bytes / pageSize);
      for (int i = 0; i < count; i++) {
        if ((pages[i] & 1) != 0) {
          resident++;
        } else if (stopAtFirst) {
          return resident;
        }
      }
    }
    return resident;
  }
}
