package io.github.pagelock.provider.linux;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.util.EnumSet;
import java.util.Set;

/** Tries on one page what a mapper can do here: a seccomp filter may forbid what the kernel has. */
final class MapperTrial {
  private MapperTrial() {}

  /** What works; nothing if pages cannot be mapped at all. */
  static Set<Capability> of(LinuxMemoryMapper mapper, LibC libc, int pageSize) {
    Set<Capability> works = EnumSet.noneOf(Capability.class);
    try {
      onPage(mapper, libc, pageSize, works);
    } catch (PageLockException refused) {
      // What works so far is what works.
    }
    return works;
  }

  private static void onPage(
      LinuxMemoryMapper mapper, LibC libc, int pageSize, Set<Capability> works) {
    long page = mapper.map(pageSize);
    try {
      mapper.protect(page, pageSize, Access.READ_WRITE);
      works.add(Capability.GUARD_PAGES);
      works.add(Capability.SEAL);
      for (Capability promise : EnumSet.of(Capability.NO_DUMP, Capability.WIPE_ON_FORK)) {
        if (mapper.advise(page, pageSize, promise) == 0) {
          works.add(promise);
        }
      }
      if (isKeptSecret(mapper, libc, page, pageSize)) {
        works.add(Capability.SECRET_MEMORY);
      }
    } finally {
      mapper.unmap(page, pageSize);
    }
  }

  /** Linux 6.12 forgets that a mapping is locked when it is moved, and VmLck does not count it. */
  private static boolean isKeptSecret(
      LinuxMemoryMapper mapper, LibC libc, long page, int pageSize) {
    try {
      mapper.mapSecret(page, pageSize);
      return libc.msync(page, pageSize, Linux.MS_INVALIDATE) == Linux.EBUSY;
    } catch (PageLockException refused) {
      return refused.reason() == Reason.LIMIT_EXCEEDED; // for this page, now
    }
  }
}
