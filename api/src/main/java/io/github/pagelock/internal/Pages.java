package io.github.pagelock.internal;

/** Whole pages: {@code [start, end)}, rounded outward from bytes. */
record Pages(long start, long end) {

  /** Rounds outward; the end of the address space is out of reach. */
  static Pages covering(long address, long byteCount, int pageSize) {
    long mask = pageSize - 1L;
    long start = address & ~mask;
    long end = ((address + byteCount - 1) | mask) + 1;
    // Compared as signed: user memory is below 2^63 on every 64-bit system, so that a range that
    // crosses it is an overflow as well.
    if (end <= start || end == 0) {
      throw new IllegalArgumentException(
          "the pages of "
              + byteCount
              + " bytes at 0x"
              + Long.toHexString(address)
              + " exceed the address space");
    }
    return new Pages(start, end);
  }

  long byteCount() {
    return end - start;
  }
}
