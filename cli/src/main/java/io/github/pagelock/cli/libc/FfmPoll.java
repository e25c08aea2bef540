package io.github.pagelock.cli.libc;

import io.github.pagelock.posix.Ffm;
import java.lang.invoke.MethodHandle;

/** By the JDK's foreign-function API. */
final class FfmPoll implements Poll {
  private final Ffm library = Ffm.ofProcess();
  private final MethodHandle poll =
      library.orMinusErrno("poll", Ffm.NOT_VARIADIC, long.class, long.class, int.class);

  @Override
  public int one(byte[] pollfd, int milliseconds) {
    return library.withBytes(pollfd, address -> (int) poll.invokeExact(address, 1L, milliseconds));
  }
}
