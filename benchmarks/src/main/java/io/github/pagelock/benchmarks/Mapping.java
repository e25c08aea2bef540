package io.github.pagelock.benchmarks;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.github.pagelock.MemoryRange;

/** Anonymous memory straight from mmap(2), not touched yet. */
final class Mapping implements AutoCloseable {
  static final int PAGE = 4096;

  // Linux, sys/mman.h
  private static final int PROT_NONE = 0;
  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
  private static final long MAP_FAILED = -1;

  static {
    Native.register(Mapping.class, Platform.C_LIBRARY_NAME);
  }

  private final long address;
  private final long byteCount;

  Mapping(long byteCount) {
    this.address = mmap(0, byteCount, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
    this.byteCount = byteCount;
    if (address == MAP_FAILED) {
      throw new IllegalStateException("mmap failed with errno " + Native.getLastError());
    }
  }

  private static native long mmap(
      long address, long length, int protection, int flags, int file, long offset);

  private static native int mprotect(long address, long length, int protection);

  private static native int munmap(long address, long length);

  MemoryRange range() {
    return range(0, byteCount);
  }

  MemoryRange range(long offset, long bytes) {
    return MemoryRange.ofAddress(address + offset, bytes, this);
  }

  /** A page between two that may not be read, so that no neighbour is of the same kind. */
  static MemoryRange pageAlone() {
    Mapping three = new Mapping(3L * PAGE);
    mprotect(three.address, PAGE, PROT_NONE);
    mprotect(three.address + 2L * PAGE, PAGE, PROT_NONE);
    return three.range(PAGE, PAGE);
  }

  /** Maps and unmaps a page, as a JVM does when it starts a thread or grows its heap. */
  static void mapAndUnmapPage() {
    long page = mmap(0, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
    munmap(page, PAGE);
  }

  @Override
  public void close() {
    munmap(address, byteCount);
  }
}
