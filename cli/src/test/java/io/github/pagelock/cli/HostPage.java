package io.github.pagelock.cli;

import io.github.pagelock.PageLocker;

/** The size of a page on the machine that the tests run on. */
final class HostPage {
  static final int BYTES = PageLocker.system().pageSize();
  static final int KIB = BYTES / 1024;

  private HostPage() {}

  /** So many bytes, and what is more of their last page. */
  static long whole(long bytes) {
    return (bytes + BYTES - 1) / BYTES * BYTES;
  }
}
