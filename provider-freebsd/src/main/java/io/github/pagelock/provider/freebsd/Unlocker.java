package io.github.pagelock.provider.freebsd;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.freebsd.jna.LibC;
import io.github.pagelock.spi.Diagnoses;

/**
 * Unlocks where one munlock failed: with a hole in the range the kernel unlocks nothing, so this
 * goes on mapping by mapping, those that the kernel says are locked.
 */
final class Unlocker {
  /** How often others may unmap pages while they are being unlocked. */
  private static final int ATTEMPTS = 8;

  private final LibC libc;
  private final VmMapReader maps;
  private final SystemLimits limits;

  Unlocker(LibC libc, VmMapReader maps, SystemLimits limits) {
    this.libc = libc;
    this.maps = maps;
    this.limits = limits;
  }

  void unlock(long address, long byteCount) {
    int errno = libc.munlock(address, byteCount);
    if (errno != 0) {
      goOn(address, byteCount, errno);
    }
  }

  private void goOn(long address, long byteCount, int firstErrno) {
    int errno = firstErrno;
    long stuck = address;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      VmMap map = maps.now().orElseThrow(() -> cannotTell(address, byteCount, firstErrno));
      if (map.wiredBytes(address, address + byteCount) == 0) {
        return;
      }
      int result = 0;
      for (int i = map.firstEndingAfter(address); startsBefore(map, i, address + byteCount); i++) {
        if (map.isWired(i)) {
          long start = Math.max(address, map.start(i));
          int returned = libc.munlock(start, Math.min(address + byteCount, map.end(i)) - start);
          stuck = returned != 0 && result == 0 ? start : stuck;
          result = returned != 0 ? returned : result;
        }
      }
      if (result == 0) {
        return;
      }
      errno = result;
    }
    throw PageLockException.of(Reason.UNLOCK_FAILED, "munlock", address, byteCount)
        .errno(errno, FreeBsd.nameOf(errno))
        .diagnosis(
            Diagnoses.unknown(
                "the page at 0x" + Long.toHexString(stuck) + " is mapped and stays locked"))
        .limits(limits.ofProcess())
        .build();
  }

  private static boolean startsBefore(VmMap map, int i, long end) {
    return i < map.count() && map.start(i) < end;
  }

  private static PageLockException cannotTell(long address, long byteCount, int errno) {
    return PageLockException.of(Reason.UNLOCK_FAILED, "munlock", address, byteCount)
        .errno(errno, FreeBsd.nameOf(errno))
        .because("what is still mapped cannot be found: the kernel does not tell the map")
        .build();
  }
}
