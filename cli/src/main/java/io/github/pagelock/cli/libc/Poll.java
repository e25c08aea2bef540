package io.github.pagelock.cli.libc;

/** poll(3p) of one descriptor. */
interface Poll {
  /** Returns 1, or 0 after the time, or a negative number; writes to pollfd. */
  int one(byte[] pollfd, int milliseconds);
}
