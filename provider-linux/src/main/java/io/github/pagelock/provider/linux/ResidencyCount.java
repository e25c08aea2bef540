package io.github.pagelock.provider.linux;

import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Residency;
import io.github.pagelock.posix.Mincore;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.LockFailure;
import java.io.IOException;
import java.util.List;

/** Counts the resident pages of a range, and says UNKNOWN where mincore pretends. */
final class ResidencyCount {
  /** Whoever counts file after file need not have /proc read for each of them. */
  private static final long MOMENT_NANOS = 10_000_000;

  private final Mincore mincore;
  private final ProcFs proc;
  private final ProcMaps maps;
  private final MappingQuery query;
  private final Privileges privileges;
  private final int pageSize;

  /** Of System.nanoTime: until then the privilege counts that was found in /proc. */
  private volatile long toldUntil = System.nanoTime();

  ResidencyCount(
      Mincore mincore,
      ProcFs proc,
      ProcMaps maps,
      MappingQuery query,
      Privileges privileges,
      int pageSize) {
    this.mincore = mincore;
    this.proc = proc;
    this.maps = maps;
    this.query = query;
    this.privileges = privileges;
    this.pageSize = pageSize;
  }

  Residency of(long address, long byteCount) {
    long end = address + byteCount;
    long resident = mincore.residentPages(address, end);
    if (resident == -Linux.ENOMEM) {
      throw LockFailure.of(Reason.NOT_MAPPED, "mincore", address, byteCount)
          .errno(Linux.ENOMEM, Linux.nameOf(Linux.ENOMEM))
          .because("part of the range is not mapped")
          .build();
    }
    boolean isUnknown = resident < 0 || (resident > 0 && pretends(address, end));
    return isUnknown
        ? Residency.unknown(byteCount / pageSize, pageSize)
        : Residency.of(byteCount / pageSize, resident, pageSize);
  }

  /** Pretended pages are all resident, so a mapping with one that is not tells the truth. */
  private boolean pretends(long from, long to) {
    if (System.nanoTime() - toldUntil < 0) {
      return false;
    }
    MincoreTruth truth = new MincoreTruth(proc, privileges);
    if (truth.isTold()) {
      toldUntil = System.nanoTime() + MOMENT_NANOS;
      return false;
    }
    List<Mapping> mappings;
    try {
      // Whoever counts file after file has as many mappings as files.
      mappings = query.overlapping(from, to, maps);
    } catch (IOException cannotTell) {
      return true;
    }
    for (Mapping mapping : mappings) {
      long start = Math.max(from, mapping.start());
      long end = Math.min(to, mapping.end());
      if (!truth.isToldOf(mapping)
          && mincore.residentPagesUntilOneIsNot(start, end) == (end - start) / pageSize) {
        return true;
      }
    }
    return false;
  }
}
