package io.github.pagelock.provider.linux;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.SmapsMapping;
import io.github.pagelock.spi.LockFailure;
import java.io.IOException;
import java.util.EnumSet;
import java.util.NavigableMap;
import java.util.Set;

/** Asks /proc/self/smaps which promises are kept for pages: nothing else tells all of them. */
final class KeptPromises {
  private final ProcFs proc;
  private final int pageSize;

  KeptPromises(ProcFs proc, int pageSize) {
    this.proc = proc;
    this.pageSize = pageSize;
  }

  /**
   * Those that are kept for every page.
   *
   * @throws PageLockException OTHER if smaps cannot be read
   */
  Set<Capability> of(long address, long byteCount) {
    try {
      return of(SmapsMarks.read(proc), address, address + byteCount);
    } catch (IOException e) {
      throw LockFailure.of(Reason.OTHER, "kept", address, byteCount)
          .because(
              "/proc/self/smaps, which alone tells it, cannot be read ("
                  + e.getMessage()
                  + "): mount /proc, and let the process be dumpable, or its files there are root's")
          .causedBy(e)
          .build();
    }
  }

  private Set<Capability> of(NavigableMap<Long, SmapsMapping> marks, long from, long to) {
    Set<Capability> kept = EnumSet.noneOf(Capability.class);
    if (SmapsMarks.at(marks, from - pageSize).isInaccessible()
        && SmapsMarks.at(marks, to).isInaccessible()) {
      kept.add(Capability.GUARD_PAGES);
    }
    kept.addAll(ofEach(marks, from, to));
    return kept;
  }

  private static Set<Capability> ofEach(
      NavigableMap<Long, SmapsMapping> marks, long from, long to) {
    Set<Capability> kept =
        EnumSet.of(Capability.NO_DUMP, Capability.WIPE_ON_FORK, Capability.SECRET_MEMORY);
    SmapsMapping mapping;
    for (long at = from; at < to && !kept.isEmpty(); at = mapping.end()) {
      mapping = SmapsMarks.at(marks, at);
      kept.retainAll(of(mapping));
    }
    return kept;
  }

  private static Set<Capability> of(SmapsMapping mapping) {
    Set<Capability> kept = EnumSet.noneOf(Capability.class);
    if (mapping.isLeftOutOfDumps()) {
      kept.add(Capability.NO_DUMP);
    }
    if (mapping.isKeptFromChildren()) {
      kept.add(Capability.WIPE_ON_FORK);
    }
    if (mapping.isSecret()) {
      kept.add(Capability.SECRET_MEMORY);
    }
    return kept;
  }
}
