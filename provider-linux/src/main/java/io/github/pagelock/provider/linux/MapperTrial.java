package io.github.pagelock.provider.linux;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
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
      onPage(mapper, pageSize, works);
    } catch (PageLockException refused) {
      return works;
    }
    int file = libc.memfdSecret();
    if (file >= 0) {
      libc.close(file);
      works.add(Capability.SECRET_MEMORY);
    }
    return works;
  }

  private static void onPage(LinuxMemoryMapper mapper, int pageSize, Set<Capability> works) {
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
    } finally {
      mapper.unmap(page, pageSize);
    }
  }
}
