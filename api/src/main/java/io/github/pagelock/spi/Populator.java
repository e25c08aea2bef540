package io.github.pagelock.spi;

import io.github.pagelock.PageLockException;

/**
 * Makes pages resident that were locked on fault before: a faster way to lock a big range than a
 * lock call for each chunk, where the operating system has one.
 *
 * @see PageOperations#populator
 */
public interface Populator {
  /**
   * Makes pages resident, without changing their content, and without writing to what is not
   * private memory any more: other memory may have been mapped there since. What it leaves out is
   * locked correctly all the same, only later. Called for each chunk of a range that is locked on
   * fault, by several threads at once; a plain lock of the chunk follows, unless {@link #isLocked}
   * says that it is not needed.
   *
   * @param address the first page
   * @param byteCount bytes, a multiple of the page size, at most a chunk
   * @throws PageLockException with the reason that the provider found out
   */
  void populate(long address, long byteCount);

  /**
   * Whether no plain lock has to follow: each page is resident now, a page of its own where a lock
   * makes it one, and locked since it came. Asked for each chunk when all are populated; a lock
   * call would look up every page again. Where that is not certain, the answer is no.
   *
   * @param address the first page
   * @param byteCount bytes, a multiple of the page size, at most a chunk
   * @return true if a plain lock would change nothing; false unless overridden
   */
  default boolean isLocked(long address, long byteCount) {
    return false;
  }
}
