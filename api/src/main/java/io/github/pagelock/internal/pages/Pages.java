package io.github.pagelock.internal.pages;

import java.util.function.LongUnaryOperator;

/** Whole pages: {@code [start, end)}, rounded outward from bytes. */
public record Pages(long start, long end) {

  /** Rounds outward; the end of the address space is out of reach. */
  public static Pages covering(long address, long byteCount, int pageSize) {
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

  /**
   * Rounds outward once more, by the pages of the mappings in which it begins and ends.
   *
   * @param pageSizeAt the size at an address, in bytes; what is no power of two is ignored
   */
  public Pages wholeBy(LongUnaryOperator pageSizeAt) {
    long wholeStart = start & -size(pageSizeAt, start);
    long wholeEnd = (end - 1 | size(pageSizeAt, end - 1) - 1) + 1;
    return wholeEnd > wholeStart ? new Pages(wholeStart, wholeEnd) : this;
  }

  private static long size(LongUnaryOperator pageSizeAt, long address) {
    long told = pageSizeAt.applyAsLong(address);
    return told > 0 && Long.bitCount(told) == 1 ? told : 1;
  }

  public long byteCount() {
    return end - start;
  }
}
