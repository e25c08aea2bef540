package io.github.pagelock.provider.fallback;

import io.github.pagelock.provider.fallback.libc.LibC;

/**
 * Finds out which pages can be read, on any Unix and without a signal: the kernel, told to write a
 * byte from there to a pipe, fails with EFAULT where the page is not mapped, may not be read, or
 * lies beyond the end of its file.
 */
final class PageProbe {
  /** No page of the range: all can be read. Like the other, the address of no page. */
  static final long NONE = -1;

  /** It cannot be found out, because there is no pipe to be had. */
  static final long CANNOT_TELL = -2;

  private final LibC libc;
  private final int efault;
  private final int pageSize;

  PageProbe(LibC libc, UnixSystem system, int pageSize) {
    this.libc = libc;
    this.efault = system.errno("EFAULT");
    this.pageSize = pageSize;
  }

  /** The address of the first page that cannot be read, or one of the named values. */
  long firstUnreadable(long from, long byteCount) {
    int[] ends = new int[2];
    if (libc.pipe(ends) != 0) {
      return CANNOT_TELL;
    }
    try {
      for (long done = 0; done < byteCount; done += pageSize) {
        int errno = libc.writeByte(ends[1], from + done);
        if (errno == 0) {
          errno = libc.readByte(ends[0]);
        } else if (errno == efault || efault == UnixSystem.UNKNOWN) {
          return from + done; // an empty pipe takes a byte, whatever the numbers are
        }
        if (errno != 0) {
          return CANNOT_TELL;
        }
      }
      return NONE;
    } finally {
      libc.close(ends[0]);
      libc.close(ends[1]);
    }
  }
}
