package io.github.pagelock.cli.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Asks whether anybody reads standard output, which Java cannot. */
public final class StandardOutput {
  /** unistd.h */
  private static final int STDOUT_FILENO = 1;

  /** poll.h: POLLERR and POLLHUP, the same on Linux, FreeBSD and macOS */
  private static final int GONE = 0x008 | 0x010;

  /** struct pollfd: int fd; short events; short revents */
  private static final int POLLFD_BYTES = 8;

  private static final int REVENTS = 6;

  private StandardOutput() {}

  /**
   * Waits until nobody reads standard output any more: Linux says POLLERR of a pipe without a
   * reader, FreeBSD POLLHUP.
   *
   * @param milliseconds at most
   * @return whether it is so; never of a file
   * @throws io.github.pagelock.PageLockException UNSUPPORTED if no bridge calls C here
   * @see <a
   *     href="https://pubs.opengroup.org/onlinepubs/9799919799/functions/poll.html">poll(3p)</a>
   * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
   */
  public static boolean awaitClosed(int milliseconds) {
    LibC libc = Bridge.libc();
    ByteBuffer pollfd = ByteBuffer.allocate(POLLFD_BYTES).order(ByteOrder.nativeOrder());
    pollfd.putInt(0, STDOUT_FILENO);
    int ready = libc.poll(pollfd.array(), milliseconds);
    return ready > 0 && (pollfd.getShort(REVENTS) & GONE) != 0;
  }
}
