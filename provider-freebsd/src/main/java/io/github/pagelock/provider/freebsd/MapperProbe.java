package io.github.pagelock.provider.freebsd;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.util.EnumSet;
import java.util.Set;

/** Finds out which promises can be kept, with a page of its own: each is tried once. */
final class MapperProbe {
  private final MemoryMapper mapper;
  private final int pageSize;

  MapperProbe(MemoryMapper mapper, int pageSize) {
    this.mapper = mapper;
    this.pageSize = pageSize;
  }

  /** Those that can; none where no memory can be mapped and made accessible at all. */
  Set<Capability> ask() {
    long page;
    try {
      page = mapper.map(pageSize);
    } catch (PageLockException | UnsatisfiedLinkError cannot) {
      return Set.of();
    }
    Set<Capability> found = EnumSet.noneOf(Capability.class);
    if (works(() -> mapper.protect(page, pageSize, Access.READ_WRITE))) {
      found.add(Capability.GUARD_PAGES);
      for (Capability promise : EnumSet.of(Capability.NO_DUMP, Capability.WIPE_ON_FORK)) {
        if (works(() -> mapper.promise(page, pageSize, promise))) {
          found.add(promise);
        }
      }
      if (works(() -> mapper.protect(page, pageSize, Access.NONE))) {
        found.add(Capability.SEAL);
      }
    }
    works(() -> mapper.unmap(page, pageSize));
    return found;
  }

  private static boolean works(Runnable attempt) {
    try {
      attempt.run();
      return true;
    } catch (PageLockException | UnsatisfiedLinkError cannot) {
      return false;
    }
  }
}
