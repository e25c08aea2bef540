package io.github.pagelock.tck;

import io.github.pagelock.MemoryRange;

/**
 * Memory to lock.
 *
 * @param address the first page
 * @param byteCount bytes, a multiple of the page size
 * @param owner what must stay reachable for the memory to stay mapped
 */
public record TestRegion(long address, long byteCount, Object owner) {
  MemoryRange range() {
    return MemoryRange.ofAddress(address, byteCount, owner);
  }

  MemoryRange part(long offset, long bytes) {
    return MemoryRange.ofAddress(address + offset, bytes, owner);
  }
}
