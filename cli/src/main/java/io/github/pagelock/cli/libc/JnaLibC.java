package io.github.pagelock.cli.libc;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;

/** By JNA. */
final class JnaLibC implements LibC {
  private final Function poll = function("poll");
  private final Function socket = function("socket");
  private final Function sendto = function("sendto");
  private final Function close = function("close");

  private static Function function(String name) {
    return NativeLibrary.getProcess().getFunction(name);
  }

  private static int orMinusErrno(long returned) {
    return returned == -1 ? -Native.getLastError() : (int) returned;
  }

  @Override
  public int poll(byte[] pollfd, int milliseconds) {
    return poll.invokeInt(new Object[] {pollfd, new NativeLong(1), milliseconds});
  }

  @Override
  public int socket(int domain, int type) {
    return orMinusErrno(socket.invokeInt(new Object[] {domain, type, 0}));
  }

  @Override
  public int sendTo(int socket, byte[] message, int flags, byte[] address, int addressBytes) {
    Object[] arguments = {
      socket, message, new NativeLong(message.length), flags, address, addressBytes
    };
    return orMinusErrno(sendto.invokeLong(arguments));
  }

  @Override
  public void close(int descriptor) {
    close.invokeInt(new Object[] {descriptor});
  }
}
