package io.github.pagelock.cli.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Tells a service manager what state a service is in: one datagram, for which the JDK has no
 * socket.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_notify.3.html">sd_notify(3)</a>
 */
public final class NotifySocket {
  /** sys/socket.h of Linux. */
  private static final int AF_UNIX = 1;

  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** linux/un.h: struct sockaddr_un is a short, and so many bytes of a name. */
  private static final int MOST_NAME_BYTES = 108;

  /** errno.h of Linux. */
  private static final int ENAMETOOLONG = 36;

  private NotifySocket() {}

  /**
   * Sends a state. Linux only.
   *
   * @param address of the socket: a path, or a name that begins with {@code @}
   * @param state lines such as {@code READY=1}
   * @return 0 or errno
   * @throws io.github.pagelock.PageLockException UNSUPPORTED if no bridge calls C here
   */
  public static int send(String address, String state) {
    byte[] name = address.getBytes(StandardCharsets.UTF_8);
    if (name.length >= MOST_NAME_BYTES) {
      return ENAMETOOLONG;
    }
    if (name[0] == '@') {
      name[0] = 0; // a name of Linux's own space, without a file
    }
    ByteBuffer socketAddress =
        ByteBuffer.allocate(Short.BYTES + MOST_NAME_BYTES).order(ByteOrder.nativeOrder());
    socketAddress.putShort((short) AF_UNIX).put(name);
    LibC libc = Bridge.libc();
    int socket = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC);
    if (socket < 0) {
      return -socket;
    }
    try {
      byte[] message = state.getBytes(StandardCharsets.UTF_8);
      int sent =
          libc.sendTo(
              socket, message, MSG_NOSIGNAL, socketAddress.array(), Short.BYTES + name.length);
      return Math.max(0, -sent);
    } finally {
      libc.close(socket);
    }
  }
}
