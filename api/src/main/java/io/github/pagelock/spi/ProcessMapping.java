package io.github.pagelock.spi;

/**
 * Memory of the process that is mapped in one piece.
 *
 * @param address the first page
 * @param byteCount bytes, a multiple of the page size
 * @param isAccessible whether it can be read, so that locking it makes it resident (not PROT_NONE)
 */
public record ProcessMapping(long address, long byteCount, boolean isAccessible) {}
