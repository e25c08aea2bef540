package io.github.pagelock.provider.linux;

import io.github.pagelock.Capability;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.MemoryMapper;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Maps private anonymous memory, or secret memory in its place.
 *
 * <p>Pages that belong together are always protected and advised together, so that they are one
 * mapping of the kernel's, and a call for them does all or nothing.
 */
final class LinuxMemoryMapper implements MemoryMapper {
  private static final int READ_WRITE = Linux.PROT_READ | Linux.PROT_WRITE;

  private final LibC libc;
  private final int anonymous;
  private final MappingFailures failures;
  private final KeptPromises kept;

  /**
   * With a number that differs from architecture to architecture.
   *
   * @param noReserve MAP_NORESERVE
   */
  LinuxMemoryMapper(LibC libc, int noReserve, ProcFs proc, MappingFailures failures, int pageSize) {
    this.libc = libc;
    this.anonymous = Linux.MAP_PRIVATE | Linux.MAP_ANONYMOUS | noReserve;
    this.failures = failures;
    this.kept = new KeptPromises(proc, pageSize);
  }

  @Override
  public long map(long byteCount) {
    return mapped(0, byteCount, libc.mmap(0, byteCount, Linux.PROT_NONE, anonymous, -1, 0));
  }

  /**
   * Mapped elsewhere first and moved then: MAP_FIXED would unmap the pages before the limit is
   * looked at (until 6.12), and if that refuses, another thread's mapping can come in their place.
   */
  @Override
  public void mapSecret(long address, long byteCount) {
    int file = libc.memfdSecret();
    if (file < 0) {
      throw failures.ofSecret(-file, address, byteCount);
    }
    long elsewhere;
    try {
      check("ftruncate", libc.ftruncate(file, byteCount), address, byteCount);
      elsewhere =
          mapped(
              address, byteCount, libc.mmap(0, byteCount, READ_WRITE, Linux.MAP_SHARED, file, 0));
    } finally {
      libc.close(file);
    }
    move(elsewhere, byteCount, address);
  }

  private void move(long from, long byteCount, long to) {
    int errno = libc.mremap(from, byteCount, to);
    if (errno != 0) {
      libc.munmap(from, byteCount);
      // The kernel looks at all its limits first; only where it has no memory even for its own
      // records are the pages gone. If they are not, this does nothing.
      int flags = anonymous | Linux.MAP_FIXED_NOREPLACE;
      libc.mmap(to, byteCount, Linux.PROT_NONE, flags, -1, 0);
      throw failures.of("mremap", errno, to, byteCount);
    }
  }

  private long mapped(long address, long byteCount, long addressOrMinusErrno) {
    if (addressOrMinusErrno < 0) {
      throw failures.of("mmap", (int) -addressOrMinusErrno, address, byteCount);
    }
    return addressOrMinusErrno;
  }

  @Override
  public void protect(long address, long byteCount, Access access) {
    int protection =
        switch (access) {
          case NONE -> Linux.PROT_NONE;
          case READ -> Linux.PROT_READ;
          case READ_WRITE -> READ_WRITE;
        };
    check("mprotect", libc.mprotect(address, byteCount, protection), address, byteCount);
  }

  @Override
  public void promise(long address, long byteCount, Capability promise) {
    check("madvise", advise(address, byteCount, promise), address, byteCount);
  }

  /** As {@link #promise}, but for its errno. */
  int advise(long address, long byteCount, Capability promise) {
    return switch (promise) {
      case NO_DUMP -> libc.madvise(address, byteCount, Linux.MADV_DONTDUMP);
      case WIPE_ON_FORK -> {
        int errno = libc.madvise(address, byteCount, Linux.MADV_WIPEONFORK);
        // Of private anonymous memory only, and since 4.14.
        yield errno == Linux.EINVAL ? libc.madvise(address, byteCount, Linux.MADV_DONTFORK) : errno;
      }
      default -> throw new IllegalArgumentException(promise + " is no promise that is advised");
    };
  }

  @Override
  public Set<Capability> kept(long address, long byteCount) {
    return kept.of(address, byteCount);
  }

  @Override
  public ByteBuffer buffer(long address, int byteCount) {
    return libc.bufferOf(address, byteCount);
  }

  /** Secret memory goes when it is unmapped only (EINVAL): no harm is done by keeping it. */
  @Override
  public void discard(long address, long byteCount) {
    libc.madvise(address, byteCount, Linux.MADV_DONTNEED);
  }

  @Override
  public void unmap(long address, long byteCount) {
    check("munmap", libc.munmap(address, byteCount), address, byteCount);
  }

  private void check(String call, int errno, long address, long byteCount) {
    if (errno != 0) {
      throw failures.of(call, errno, address, byteCount);
    }
  }
}
