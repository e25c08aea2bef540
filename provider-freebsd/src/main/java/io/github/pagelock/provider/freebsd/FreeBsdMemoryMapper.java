package io.github.pagelock.provider.freebsd;

import io.github.pagelock.Capability;
import io.github.pagelock.provider.freebsd.libc.LibC;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.PageSpan;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/**
 * Private anonymous memory that nobody can access but where it was asked for. What is around that
 * is plain PROT_NONE: mprotect succeeds on a MAP_GUARD and leaves it what it is, so guards would
 * have to be replaced by a second mapping at the same place.
 */
final class FreeBsdMemoryMapper implements MemoryMapper {
  private final LibC libc;
  private final VmMapReader maps;
  private final MapFailures failures;
  private final int pageSize;

  FreeBsdMemoryMapper(LibC libc, VmMapReader maps, Cures cures, int pageSize) {
    this.libc = libc;
    this.maps = maps;
    this.failures = new MapFailures(libc, maps, cures);
    this.pageSize = pageSize;
  }

  @Override
  public long map(long byteCount) {
    int anonymous = FreeBsd.MAP_PRIVATE | FreeBsd.MAP_ANON;
    long address = libc.mmap(0, byteCount, FreeBsd.PROT_NONE, anonymous, -1, 0);
    if (address < 0) {
      throw failures.ofMap((int) -address, byteCount);
    }
    return address;
  }

  @Override
  public void protect(long address, long byteCount, Access access) {
    int protection =
        switch (access) {
          case NONE -> FreeBsd.PROT_NONE;
          case READ -> FreeBsd.PROT_READ;
          case READ_WRITE -> FreeBsd.PROT_READ | FreeBsd.PROT_WRITE;
        };
    int errno = libc.mprotect(address, byteCount, protection);
    if (errno != 0) {
      throw failures.ofProtect(errno, address, byteCount);
    }
  }

  @Override
  public void promise(long address, long byteCount, Capability promise) {
    switch (promise) {
      case NO_DUMP -> {
        int errno = libc.madvise(address, byteCount, FreeBsd.MADV_NOCORE);
        if (errno != 0) {
          throw failures.ofPromise("madvise(MADV_NOCORE)", errno, address, byteCount);
        }
      }
      case WIPE_ON_FORK -> {
        int errno = libc.minherit(address, byteCount, FreeBsd.INHERIT_ZERO);
        if (errno != 0) {
          throw failures.ofPromise("minherit(INHERIT_ZERO)", errno, address, byteCount);
        }
      }
      default -> throw new IllegalArgumentException(promise + " is not promised of pages");
    }
  }

  /** WIPE_ON_FORK is never told: the map of the process has no inheritance. */
  @Override
  public Set<Capability> kept(long address, long byteCount) {
    VmMap map = maps.now("kept", new PageSpan(address, byteCount));
    long end = address + byteCount;
    Set<Capability> kept = EnumSet.noneOf(Capability.class);
    if (map.every(address, end, map::isLeftOutOfCores)) {
      kept.add(Capability.NO_DUMP);
    }
    if (isGuard(map, address - pageSize) && isGuard(map, end)) {
      kept.add(Capability.GUARD_PAGES);
    }
    return kept;
  }

  /** A hole is none: others may map memory there at any time. */
  private boolean isGuard(VmMap map, long page) {
    return map.every(page, page + pageSize, mapping -> !map.isAccessible(mapping));
  }

  @Override
  public ByteBuffer buffer(long address, int byteCount) {
    return libc.bufferOf(address, byteCount);
  }

  /** MADV_DONTNEED would keep what is in the pages, in RAM or swapped out. */
  @Override
  public void discard(long address, long byteCount) {
    libc.madvise(address, byteCount, FreeBsd.MADV_FREE);
  }

  @Override
  public void unmap(long address, long byteCount) {
    int errno = libc.munmap(address, byteCount);
    if (errno != 0) {
      throw failures.ofUnmap(errno, address, byteCount);
    }
  }
}
