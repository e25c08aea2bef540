package io.github.pagelock.cli.libc;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;

/** By JNA. */
final class JnaPoll implements Poll {
  private final Function poll = NativeLibrary.getProcess().getFunction("poll");

  @Override
  public int one(byte[] pollfd, int milliseconds) {
    return poll.invokeInt(new Object[] {pollfd, new NativeLong(1), milliseconds});
  }
}
