package io.github.pagelock.provider.freebsd;

import io.github.pagelock.LockLimits;
import io.github.pagelock.posix.Rlimit;
import io.github.pagelock.provider.freebsd.libc.LibC;
import io.github.pagelock.spi.LimitNumbers;

/** Asks for RLIMIT_MEMLOCK, for what is locked, and for the limit of the whole system. */
final class SystemLimits {
  /** The map's word, which procstat(1) shows as W. The sysctls count the whole system. */
  private static final String LOCKED_NAME = "user-wired memory (KVME_FLAG_USER_WIRED)";

  private final LibC libc;
  private final Sysctl sysctl;
  private final VmMapReader maps;
  private final int pageSize;

  SystemLimits(LibC libc, Sysctl sysctl, VmMapReader maps, int pageSize) {
    this.libc = libc;
    this.sysctl = sysctl;
    this.maps = maps;
    this.pageSize = pageSize;
  }

  /** Nothing exempts from the limit: root is bound like everyone. */
  LockLimits ofProcess() {
    return ofProcess(maps.now().map(VmMap::wiredBytes).orElse(LimitNumbers.UNKNOWN));
  }

  LockLimits ofProcess(long lockedBytes) {
    return Rlimit.of(libc, FreeBsd.RLIMIT_MEMLOCK).binding(lockedBytes).withLockedName(LOCKED_NAME);
  }

  void raise() {
    Rlimit.raise(libc, FreeBsd.RLIMIT_MEMLOCK);
  }

  /**
   * What users may lock in the whole system.
   *
   * @param name the sysctl
   * @param maxBytes its value in bytes
   * @param lockedBytes what is locked, or -1 where the kernel does not tell
   */
  record OfSystem(String name, long maxBytes, long lockedBytes) {
    static final OfSystem UNKNOWN = new OfSystem("", -1, -1);

    boolean isExceededBy(long addedBytes) {
      return maxBytes >= 0 && Math.max(0, lockedBytes) + addedBytes > maxBytes;
    }
  }

  /** vm.max_user_wired; before FreeBSD 13 vm.max_wired, without a count of what is locked. */
  OfSystem ofSystem() {
    String name = "vm.max_user_wired";
    long max = sysctl.number(name);
    if (max == Sysctl.UNKNOWN) {
      name = "vm.max_wired";
      max = sysctl.number(name);
    }
    if (max == Sysctl.UNKNOWN) {
      return OfSystem.UNKNOWN;
    }
    long locked = sysctl.number("vm.stats.vm.v_user_wire_count");
    return new OfSystem(name, inBytes(max), locked == Sysctl.UNKNOWN ? -1 : inBytes(locked));
  }

  private long inBytes(long pages) {
    return pages > Long.MAX_VALUE / pageSize ? Long.MAX_VALUE : pages * pageSize;
  }
}
