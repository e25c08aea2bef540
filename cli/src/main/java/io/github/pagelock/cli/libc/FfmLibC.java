package io.github.pagelock.cli.libc;

import io.github.pagelock.posix.Ffm;

/** By the JDK's foreign-function API. */
final class FfmLibC implements LibC {
  private final Ffm library = Ffm.ofProcess();
  private final Ffm.Function poll = library.function("poll");
  private final Ffm.Function socket = library.function("socket");
  private final Ffm.Function sendto = library.function("sendto");
  private final Ffm.Function close = library.function("close");

  @Override
  public int poll(byte[] pollfd, int milliseconds) {
    try (Ffm.Copy copy = library.copyOf(pollfd)) {
      return library.orMinusErrno(poll.call(copy.address(), 1, milliseconds));
    }
  }

  @Override
  public int socket(int domain, int type) {
    return library.orMinusErrno(socket.call(domain, type, 0));
  }

  @Override
  public int sendTo(int socket, byte[] message, int flags, byte[] address, int addressBytes) {
    try (Ffm.Copy bytes = library.copyOf(message);
        Ffm.Copy name = library.copyOf(address)) {
      return library.orMinusErrno(
          sendto.call(
              socket, bytes.address(), message.length, flags, name.address(), addressBytes));
    }
  }

  @Override
  public void close(int descriptor) {
    close.call(descriptor);
  }
}
