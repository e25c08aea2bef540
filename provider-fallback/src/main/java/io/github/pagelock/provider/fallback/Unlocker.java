package io.github.pagelock.provider.fallback;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.posix.PosixUnlocker;
import io.github.pagelock.provider.fallback.libc.LibC;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockFailure;

/**
 * Unlocks where one munlock failed. At a hole Linux's stops and FreeBSD's does nothing, and there
 * is no map of the process to read, so the range is halved until what is mapped is unlocked and
 * what is left are single pages.
 */
final class Unlocker extends PosixUnlocker {
  /** How often others may unmap a page and map it again while it is being unlocked. */
  private static final int ATTEMPTS = 5;

  private final UnixSystem system;
  private final Limits limits;
  private final PageProbe probe;
  private final int eperm;

  /** Whether a lock was ever let through; set once and never reset. */
  private volatile boolean maybeLocked;

  Unlocker(LibC libc, UnixSystem system, Limits limits, PageProbe probe, int pageSize) {
    super(libc, pageSize);
    this.system = system;
    this.limits = limits;
    this.probe = probe;
    this.eperm = system.errno("EPERM");
  }

  /** Told of every mlock: a process that may not lock may not unlock either, on FreeBSD. */
  void mlockSaid(int errno) {
    if (!maybeLocked && errno != eperm) {
      maybeLocked = true;
    }
  }

  @Override
  protected void goOn(long address, long byteCount, int errno) {
    if (errno == eperm && !maybeLocked) {
      return;
    }
    Stuck stuck = new Stuck();
    halve(address, byteCount, errno, stuck);
    if (stuck.pages > 0) {
      throw failure(address, byteCount, stuck);
    }
  }

  /**
   * Fails at the page at address one page, where nothing can be mapped (vm.mmap_min_addr), so that
   * all that this needs is loaded before memory or the class loader may be gone (X5).
   */
  @Override
  public void rehearse() {
    try {
      unlock(pageSize, pageSize);
      throw failure(pageSize, pageSize, new Stuck());
    } catch (PageLockException asItShould) {
      // Nothing was locked there.
    }
  }

  private PageLockException failure(long address, long byteCount, Stuck stuck) {
    Diagnosis diagnosis =
        Diagnoses.unknown(
            stuck.pages
                + " mapped pages may stay locked, the first of them at 0x"
                + Long.toHexString(stuck.first));
    return LockFailure.of(Reason.UNLOCK_FAILED, "munlock", address, byteCount)
        .errno(stuck.errno, system.nameOf(stuck.errno))
        .diagnosis(diagnosis)
        .limits(limits.now())
        .build();
  }

  private static final class Stuck {
    long pages;
    long first;
    int errno;
  }

  /** The range as a whole has failed. */
  private void halve(long address, long byteCount, int errno, Stuck stuck) {
    if (byteCount > pageSize) {
      long half = byteCount / pageSize / 2 * pageSize;
      unlockPart(address, half, stuck);
      unlockPart(address + half, byteCount - half, stuck);
    } else {
      unlockPage(address, errno, stuck);
    }
  }

  /**
   * A page that others have mapped since munlock failed is no reason: it can be read, and was a
   * hole then. So munlock is asked again before the page is called stuck.
   */
  private void unlockPage(long page, int firstErrno, Stuck stuck) {
    int errno = firstErrno;
    for (int asked = 0; ; asked++) {
      if (probe.firstUnreadable(page, pageSize) == page) {
        return;
      }
      if (errno == eperm || asked == ATTEMPTS) {
        break; // EPERM is not about holes
      }
      errno = munlock(page, pageSize);
      if (errno == 0) {
        return;
      }
    }
    stuck.first = stuck.pages == 0 ? page : stuck.first;
    stuck.errno = stuck.pages == 0 ? errno : stuck.errno;
    stuck.pages++;
  }

  private void unlockPart(long address, long byteCount, Stuck stuck) {
    int errno = munlock(address, byteCount);
    if (errno != 0) {
      halve(address, byteCount, errno, stuck);
    }
  }
}
