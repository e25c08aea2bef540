package io.github.pagelock.cli.libc;

/** The calls of C that the command makes itself. */
interface LibC {
  /** poll(3p) of one descriptor: 1, or 0 after the time, or a negative number; writes to pollfd. */
  int poll(byte[] pollfd, int milliseconds);

  /** socket(3p): a descriptor, or minus errno. */
  int socket(int domain, int type);

  /** sendto(3p): how many bytes were sent, or minus errno. */
  int sendTo(int socket, byte[] message, int flags, byte[] address, int addressBytes);

  /** close(3p). */
  void close(int descriptor);
}
