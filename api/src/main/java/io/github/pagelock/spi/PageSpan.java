package io.github.pagelock.spi;

/**
 * Whole pages, {@code [address, address + byteCount)}.
 *
 * @param address the first byte, a multiple of the page size
 * @param byteCount bytes, a multiple of the page size, more than 0
 */
public record PageSpan(long address, long byteCount) {}
