package io.github.pagelock.benchmarks;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.github.pagelock.MemoryRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory straight from mmap(2): anonymous and not touched yet, or a file's. */
final class Mapping implements AutoCloseable {
  // Linux, sys/mman.h
  private static final int PROT_NONE = 0;
  private static final int PROT_READ = 0x1;
  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
  private static final int MAP_SHARED = 0x01;
  // Linux, fcntl.h
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final long MAP_FAILED = -1;

  static {
    Native.register(Mapping.class, Platform.C_LIBRARY_NAME);
  }

  /** Bytes in a page on this machine. */
  static final int PAGE = getpagesize();

  private final long address;
  private final long byteCount;

  Mapping(long byteCount) {
    this(PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, byteCount);
  }

  private Mapping(int protection, int flags, int file, long byteCount) {
    this.address = mmap(0, byteCount, protection, flags, file, 0);
    this.byteCount = byteCount;
    if (address == MAP_FAILED) {
      throw new IllegalStateException("mmap failed with errno " + Native.getLastError());
    }
  }

  /** A whole file, shared and for reading; a ByteBuffer could not be unmapped at a given time. */
  static Mapping ofFile(Path path) throws IOException {
    int file = open(path.toString(), O_RDONLY_CLOEXEC);
    if (file < 0) {
      throw new IOException("open of " + path + " failed with errno " + Native.getLastError());
    }
    try {
      return new Mapping(PROT_READ, MAP_SHARED, file, Files.size(path));
    } finally {
      close(file);
    }
  }

  private static native long mmap(
      long address, long length, int protection, int flags, int file, long offset);

  private static native int getpagesize();

  private static native int mprotect(long address, long length, int protection);

  private static native int munmap(long address, long length);

  private static native int mincore(long address, long length, byte[] residency);

  private static native long memset(long address, int value, long length);

  private static native int open(String path, int flags);

  private static native int close(int file);

  MemoryRange range() {
    return range(0, byteCount);
  }

  MemoryRange range(long offset, long bytes) {
    return MemoryRange.ofAddress(address + offset, bytes, this);
  }

  /** Makes all of it resident. */
  void touch() {
    memset(address, 1, byteCount);
  }

  long pages() {
    return (byteCount + PAGE - 1) / PAGE;
  }

  /** The kernel's count of the pages that are in RAM. */
  long residentPages() {
    byte[] residency = new byte[Math.toIntExact(pages())];
    if (mincore(address, byteCount, residency) != 0) {
      throw new IllegalStateException("mincore failed with errno " + Native.getLastError());
    }
    long count = 0;
    for (byte page : residency) {
      count += page & 1;
    }
    return count;
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
