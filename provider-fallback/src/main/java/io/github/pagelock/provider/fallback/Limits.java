package io.github.pagelock.provider.fallback;

import io.github.pagelock.LockLimits;
import io.github.pagelock.posix.Rlimit;
import io.github.pagelock.provider.fallback.libc.LibC;
import io.github.pagelock.spi.LimitNumbers;

/** Asks for RLIMIT_MEMLOCK, where there is one. POSIX has no way to ask what is locked. */
final class Limits {
  private final LibC libc;
  private final int memlock;

  Limits(LibC libc, UnixSystem system) {
    this.libc = libc;
    this.memlock = system.rlimitMemlock();
  }

  LockLimits now() {
    return memlock == UnixSystem.UNKNOWN
        ? LockLimits.ALL_UNKNOWN
        : Rlimit.of(libc, memlock).binding(LimitNumbers.UNKNOWN);
  }

  /** Where its number is not known, getrlimit refuses it. */
  void raise() {
    Rlimit.raise(libc, memlock);
  }
}
