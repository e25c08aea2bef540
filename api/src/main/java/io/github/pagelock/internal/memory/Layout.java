package io.github.pagelock.internal.memory;

import io.github.pagelock.Allocation;

/**
 * Where in its pages memory lies.
 *
 * @param byteCount what is asked for
 * @param pageBytes whole pages
 * @param offset of the first byte in them
 */
record Layout(long byteCount, long pageBytes, long offset, int pageSize) {
  static Layout of(Allocation asked, int pageSize) {
    long byteCount = asked.byteCount();
    long pageBytes = (byteCount + pageSize - 1) & -pageSize;
    if (pageBytes <= 0 || pageBytes > Long.MAX_VALUE - 2L * pageSize) {
      throw new IllegalArgumentException(byteCount + " bytes exceed the address space");
    }
    return new Layout(byteCount, pageBytes, asked.isAtEnd() ? pageBytes - byteCount : 0, pageSize);
  }
}
