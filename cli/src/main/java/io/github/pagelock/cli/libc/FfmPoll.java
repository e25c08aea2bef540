package io.github.pagelock.cli.libc;

import io.github.pagelock.posix.Ffm;

/** By the JDK's foreign-function API. */
final class FfmPoll implements Poll {
  private final Ffm library = Ffm.ofProcess();
  private final Ffm.Function poll = library.function("poll");

  @Override
  public int one(byte[] pollfd, int milliseconds) {
    try (Ffm.Copy copy = library.copyOf(pollfd)) {
      return library.orMinusErrno(poll.call(copy.address(), 1, milliseconds));
    }
  }
}
