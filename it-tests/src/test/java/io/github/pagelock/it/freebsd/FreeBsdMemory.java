package io.github.pagelock.it.freebsd;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.github.pagelock.tck.TestMemory;
import io.github.pagelock.tck.TestRegion;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/** Anonymous memory from FreeBSD's mmap. Locked pages cannot be dropped there. */
public final class FreeBsdMemory implements TestMemory {
  /** sys/mman.h. */
  private static final int PROT_NONE = 0;

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_ANON = 0x1000;

  private interface Calls extends Library {
    long mmap(long address, long byteCount, int protection, int flags, int file, long offset)
        throws LastErrorException;

    int munmap(long address, long byteCount) throws LastErrorException;

    int mprotect(long address, long byteCount, int protection) throws LastErrorException;

    int getpagesize();
  }

  private final Calls libc = Native.load(Platform.C_LIBRARY_NAME, Calls.class);
  private final long page = libc.getpagesize();

  /** The pages that are mapped, so that nothing is unmapped twice: it may be another's by then. */
  private final Set<Long> mapped = new TreeSet<>();

  @Override
  public Set<Feature> features() {
    return EnumSet.complementOf(EnumSet.of(Feature.DROP));
  }

  @Override
  public TestRegion allocate(int pages) {
    long byteCount = pages * page;
    long address = libc.mmap(0, byteCount, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    for (long at = address; at < address + byteCount; at += page) {
      mapped.add(at);
    }
    return new TestRegion(address, byteCount, this);
  }

  @Override
  public void free(TestRegion region) {
    unmap(region.address(), region.byteCount());
  }

  @Override
  public void unmap(long address, long byteCount) {
    for (long at = address; at < address + byteCount; at += page) {
      if (mapped.remove(at)) {
        libc.munmap(at, page);
      }
    }
  }

  @Override
  public void makeInaccessible(long address, long byteCount) {
    libc.mprotect(address, byteCount, PROT_NONE);
  }

  @Override
  public void replace(long address, long byteCount) {
    libc.mmap(address, byteCount, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0);
  }
}
