package io.github.pagelock.cli.jna;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;

/** Asks whether anybody reads standard output, which Java cannot. */
public final class StandardOutput {
  /** unistd.h */
  private static final int STDOUT_FILENO = 1;

  /** poll.h: POLLERR and POLLHUP, the same on Linux, FreeBSD and macOS */
  private static final int GONE = 0x008 | 0x010;

  /** struct pollfd: int fd; short events; short revents */
  private static final int POLLFD_BYTES = 8;

  private static final int EVENTS = 4;
  private static final int REVENTS = 6;

  private StandardOutput() {}

  /**
   * Waits until nobody reads standard output any more: Linux says POLLERR of a pipe without a
   * reader, FreeBSD POLLHUP.
   *
   * @param milliseconds at most
   * @return whether it is so; never of a file
   * @throws LinkageError if JNA cannot be loaded here
   * @see <a
   *     href="https://pubs.opengroup.org/onlinepubs/9799919799/functions/poll.html">poll(3p)</a>
   * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
   */
  public static boolean awaitClosed(int milliseconds) {
    Function poll = NativeLibrary.getProcess().getFunction("poll");
    try (Memory pollfd = new Memory(POLLFD_BYTES)) {
      pollfd.setInt(0, STDOUT_FILENO);
      pollfd.setShort(EVENTS, (short) 0);
      pollfd.setShort(REVENTS, (short) 0);
      int ready = poll.invokeInt(new Object[] {pollfd, new NativeLong(1), milliseconds});
      return ready > 0 && (pollfd.getShort(REVENTS) & GONE) != 0;
    }
  }
}
