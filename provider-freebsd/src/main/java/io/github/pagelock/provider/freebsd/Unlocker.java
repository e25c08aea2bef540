package io.github.pagelock.provider.freebsd;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.posix.PosixUnlocker;
import io.github.pagelock.provider.freebsd.libc.LibC;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockFailure;
import java.util.Optional;

/**
 * Unlocks where one munlock failed: with a hole in the range the kernel unlocks nothing, so this
 * goes on mapping by mapping, those that the kernel says are locked.
 */
final class Unlocker extends PosixUnlocker {
  /** How often others may map and unmap pages while they are being unlocked. */
  private static final int ATTEMPTS = 8;

  private final VmMapReader maps;
  private final SystemLimits limits;

  Unlocker(LibC libc, VmMapReader maps, SystemLimits limits, int pageSize) {
    super(libc, pageSize);
    this.maps = maps;
    this.limits = limits;
  }

  /** Fails where nothing is ever mapped, so that all that this needs is loaded (X5). */
  @Override
  public void rehearse() {
    long none = 0;
    try {
      unlock(none, pageSize);
      withoutMap(none, pageSize, none, pageSize);
      throw failure(none, pageSize, FreeBsd.ENOMEM, stuck(none));
    } catch (PageLockException asItShould) {
      // Nothing was locked there.
    }
  }

  @Override
  protected void goOn(long address, long byteCount, int firstErrno) {
    int errno = firstErrno;
    Optional<VmMap> map = maps.now();
    for (int attempt = 0; attempt < ATTEMPTS && map.isPresent(); attempt++) {
      if (map.get().wiredBytes(address, address + byteCount) == 0) {
        return;
      }
      errno = unlockWhatIsWired(map.get(), address, address + byteCount);
      if (errno == 0) {
        return;
      }
      map = maps.now(); // before it is said that pages stay locked, too
    }
    if (map.isEmpty()) {
      withoutMap(address, byteCount, address, byteCount);
      return;
    }
    long stuck = firstWired(map.get(), address, address + byteCount);
    if (stuck >= 0) {
      throw failure(address, byteCount, errno, stuck(stuck));
    }
  }

  private static String stuck(long page) {
    return "the page at 0x" + Long.toHexString(page) + " is mapped and stays locked";
  }

  /** Returns the first errno of a mapping, or 0. */
  private int unlockWhatIsWired(VmMap map, long from, long to) {
    int errno = 0;
    for (int i = map.firstEndingAfter(from); startsBefore(map, i, to); i++) {
      if (map.isWired(i)) {
        long start = Math.max(from, map.start(i));
        int returned = munlock(start, Math.min(to, map.end(i)) - start);
        errno = errno == 0 ? returned : errno;
      }
    }
    return errno;
  }

  /** The first page that is locked, or -1. */
  private static long firstWired(VmMap map, long from, long to) {
    for (int i = map.firstEndingAfter(from); startsBefore(map, i, to); i++) {
      if (map.isWired(i)) {
        return Math.max(from, map.start(i));
      }
    }
    return -1;
  }

  private static boolean startsBefore(VmMap map, int i, long end) {
    return i < map.count() && map.start(i) < end;
  }

  /**
   * Halves what fails. ENOMEM of a single page says that it is not mapped, and nothing else: that
   * it is not locked is no error.
   */
  private void withoutMap(long from, long bytes, long address, long byteCount) {
    int errno = munlock(from, bytes);
    if (errno == FreeBsd.ENOMEM) {
      if (bytes > pageSize) {
        long half = bytes / pageSize / 2 * pageSize;
        withoutMap(from, half, address, byteCount);
        withoutMap(from + half, bytes - half, address, byteCount);
      }
    } else if (errno != 0) {
      throw failure(
          address,
          byteCount,
          errno,
          "what is still locked cannot be found: the kernel does not tell the map");
    }
  }

  private PageLockException failure(long address, long byteCount, int errno, String why) {
    Diagnosis diagnosis = Diagnoses.unknown(why);
    return LockFailure.of(Reason.UNLOCK_FAILED, "munlock", address, byteCount)
        .errno(errno, FreeBsd.nameOf(errno))
        .diagnosis(diagnosis)
        .limits(limits.ofProcess())
        .build();
  }
}
