package io.github.pagelock.posix;

/** Unlocks with munlock; what to do where that fails, each system has its own way. */
public abstract class PosixUnlocker {
  private final Posix libc;

  /** Of the system, in bytes. */
  protected final int pageSize;

  /**
   * On a C library.
   *
   * @param libc whose munlock is called
   * @param pageSize bytes
   */
  protected PosixUnlocker(Posix libc, int pageSize) {
    this.libc = libc;
    this.pageSize = pageSize;
  }

  /**
   * Unlocks whole pages.
   *
   * @param address the first page
   * @param byteCount bytes
   * @throws io.github.pagelock.PageLockException UNLOCK_FAILED if pages that are mapped stay locked
   */
  public final void unlock(long address, long byteCount) {
    int errno = munlock(address, byteCount);
    if (errno != 0) {
      goOn(address, byteCount, errno);
    }
  }

  /**
   * Calls munlock once.
   *
   * @param address the first page
   * @param byteCount bytes
   * @return 0 or errno
   */
  protected final int munlock(long address, long byteCount) {
    return libc.munlock(address, byteCount);
  }

  /**
   * Fails where nothing can be mapped, and makes what that may end with, so that all that unlocking
   * needs is loaded before memory or the class loader may be gone (X5).
   */
  public abstract void rehearse();

  /**
   * Unlocks what munlock has left.
   *
   * @param address the first page
   * @param byteCount bytes
   * @param errno of munlock for the whole range
   * @throws io.github.pagelock.PageLockException UNLOCK_FAILED if pages that are mapped stay locked
   */
  protected abstract void goOn(long address, long byteCount, int errno);
}
