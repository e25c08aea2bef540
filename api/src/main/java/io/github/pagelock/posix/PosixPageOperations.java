package io.github.pagelock.posix;

import io.github.pagelock.PageLockException;
import io.github.pagelock.spi.PageOperations;
import java.nio.ByteBuffer;

/** What page operations are the same on every Unix. */
public abstract class PosixPageOperations implements PageOperations {
  private final Posix libc;
  private final int pageSize;

  /**
   * Asks for the size of a page.
   *
   * @param libc the C library
   * @throws PageLockException UNSUPPORTED if it is not the size of a page
   */
  protected PosixPageOperations(Posix libc) {
    this.libc = libc;
    this.pageSize = libc.getpagesize();
    if (Integer.bitCount(pageSize) != 1 || pageSize < 0) {
      throw NativeAccess.unsupported(
          "getpagesize() says " + pageSize + ", which is not the size of a page");
    }
  }

  /**
   * What unlocks here.
   *
   * @return always the same
   */
  protected abstract PosixUnlocker unlocker();

  /** Loads what unlocking needs. */
  public final void rehearseUnlocking() {
    unlocker().rehearse();
  }

  @Override
  public final void unlock(long address, long byteCount) {
    unlocker().unlock(address, byteCount);
  }

  @Override
  public final int pageSize() {
    return pageSize;
  }

  @Override
  public final long addressOf(ByteBuffer buffer) {
    return libc.addressOf(buffer) + buffer.position();
  }
}
