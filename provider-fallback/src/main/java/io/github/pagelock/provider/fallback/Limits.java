package io.github.pagelock.provider.fallback;

import io.github.pagelock.LockLimits;
import io.github.pagelock.provider.fallback.jna.LibC;

/** Asks for RLIMIT_MEMLOCK, where there is one. POSIX has no way to ask what is locked. */
final class Limits {
  private final LibC libc;
  private final int memlock;

  Limits(LibC libc, UnixSystem system) {
    this.libc = libc;
    this.memlock = system.rlimitMemlock();
  }

  LockLimits now() {
    long[] softAndHard = new long[2];
    if (memlock == UnixSystem.UNKNOWN || libc.getrlimit(memlock, softAndHard) != 0) {
      return LockLimits.ALL_UNKNOWN;
    }
    return new LockLimits(
        bytes(softAndHard[0]), bytes(softAndHard[1]), LockLimits.UNKNOWN, false, "");
  }

  /** RLIM_INFINITY is 2^63-1 on the BSDs and macOS, and ~0 on Linux, where rlim_t is unsigned. */
  private static long bytes(long rlimit) {
    return rlimit < 0 ? LockLimits.UNLIMITED : rlimit;
  }
}
