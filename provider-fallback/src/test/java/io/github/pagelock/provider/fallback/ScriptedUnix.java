package io.github.pagelock.provider.fallback;

import io.github.pagelock.provider.fallback.libc.LibC;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Another system's C library, as its manual and its source describe it, over pages of a fake. */
final class ScriptedUnix implements LibC {
  /** Bytes in a page: the build runs these tests with 4, 16 and 64 KiB. */
  static final int PAGE = Integer.getInteger("pagelock.fake.pageSize", 16 << 10);

  static final long BASE = 0x7f0000000000L;

  /** What munlock does at a hole. */
  enum AtHole {
    STOPS,
    DOES_NOTHING
  }

  final TreeSet<Long> mapped = new TreeSet<>();
  final TreeSet<Long> unreadable = new TreeSet<>();
  final TreeSet<Long> locked = new TreeSet<>();
  final TreeSet<Long> resident = new TreeSet<>();
  final List<String> openPipes = new ArrayList<>();
  final Map<Integer, Long> limits = new HashMap<>();
  int enomem = 12;
  int efault = 14;
  AtHole atHole = AtHole.STOPS;

  /** What mlock fails with before it looks at the range, or 0. */
  int mlockErrno;

  /** What munlock of mapped pages fails with, or 0. */
  int munlockErrno;

  /** What mlockall and munlockall fail with, or 0. */
  int mlockallErrno;

  /** Of the last call. */
  int mlockallFlags;

  boolean hasMincore = true;
  int pageSize = PAGE;
  int pipeErrno;
  int munlocks;

  /** Run before a pipe is opened, and before anything is unlocked. */
  Runnable onPipe = () -> {};

  Runnable onMunlock = () -> {};

  ScriptedUnix(int pages) {
    for (int i = 0; i < pages; i++) {
      mapped.add(page(i));
    }
  }

  static long page(int index) {
    return BASE + (long) index * PAGE;
  }

  @Override
  public int mlock(long address, long byteCount) {
    if (mlockErrno != 0) {
      return mlockErrno;
    }
    for (long at = address; at < address + byteCount; at += PAGE) {
      if (!mapped.contains(at) || unreadable.contains(at)) {
        return enomem;
      }
      locked.add(at);
      resident.add(at);
    }
    return 0;
  }

  @Override
  public int munlock(long address, long byteCount) {
    munlocks++;
    onMunlock.run();
    if (munlockErrno != 0) {
      return munlockErrno;
    }
    boolean whole = true;
    for (long at = address; at < address + byteCount; at += PAGE) {
      whole &= mapped.contains(at);
    }
    if (!whole && atHole == AtHole.DOES_NOTHING) {
      return enomem;
    }
    for (long at = address; at < address + byteCount; at += PAGE) {
      if (!mapped.contains(at)) {
        return enomem;
      }
      locked.remove(at);
    }
    return 0;
  }

  /** No MCL_ONFAULT, and 0 is EINVAL. */
  @Override
  public int mlockall(int flags) {
    if (mlockallErrno != 0) {
      return mlockallErrno;
    }
    if (flags == 0) {
      return 22;
    }
    mlockallFlags = flags;
    locked.addAll(mapped);
    return 0;
  }

  @Override
  public int munlockall() {
    mlockallFlags = 0;
    locked.clear();
    return mlockallErrno;
  }

  void unmap(int index) {
    mapped.remove(page(index));
    locked.remove(page(index));
    resident.remove(page(index));
  }

  @Override
  public boolean hasMincore() {
    return hasMincore;
  }

  /** With the bits that FreeBSD sets for pages that were referenced and modified. */
  @Override
  public int mincore(long address, long byteCount, byte[] residency) {
    int i = 0;
    for (long at = address; at < address + byteCount; at += PAGE) {
      if (!mapped.contains(at)) {
        return enomem;
      }
      residency[i++] = (byte) (resident.contains(at) ? 0x1f : 0x18);
    }
    return 0;
  }

  @Override
  public int getrlimit(int resource, long[] softAndHard) {
    Long limit = limits.get(resource);
    if (limit == null) {
      return 22;
    }
    softAndHard[0] = limit;
    softAndHard[1] = limit;
    return 0;
  }

  @Override
  public int setrlimit(int resource, long[] softAndHard) {
    limits.put(resource, softAndHard[0]);
    return 0;
  }

  @Override
  public int getpagesize() {
    return pageSize;
  }

  @Override
  public int pipe(int[] readAndWriteEnd) {
    onPipe.run();
    if (pipeErrno != 0) {
      return pipeErrno;
    }
    readAndWriteEnd[0] = 7;
    readAndWriteEnd[1] = 8;
    openPipes.add("7");
    openPipes.add("8");
    return 0;
  }

  @Override
  public int writeByte(int descriptor, long address) {
    return mapped.contains(address) && !unreadable.contains(address) ? 0 : efault;
  }

  @Override
  public int readByte(int descriptor) {
    return 0;
  }

  @Override
  public int close(int descriptor) {
    openPipes.remove(Integer.toString(descriptor));
    return 0;
  }

  @Override
  public String strerror(int errno) {
    return "the system's words for " + errno;
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return BASE;
  }

  @Override
  public long mmap(
      long address, long byteCount, int protection, int flags, int descriptor, long offset) {
    throw new UnsupportedOperationException("mmap");
  }

  @Override
  public int munmap(long address, long byteCount) {
    throw new UnsupportedOperationException("munmap");
  }

  @Override
  public int mprotect(long address, long byteCount, int protection) {
    throw new UnsupportedOperationException("mprotect");
  }

  @Override
  public ByteBuffer bufferOf(long address, int byteCount) {
    throw new UnsupportedOperationException("bufferOf");
  }
}
