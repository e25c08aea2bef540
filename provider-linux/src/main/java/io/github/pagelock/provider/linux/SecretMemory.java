package io.github.pagelock.provider.linux;

import io.github.pagelock.posix.Mincore;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import java.io.IOException;
import java.util.List;

/**
 * Memory of memfd_secret (Linux 5.14), which is locked by nature: its pages never leave RAM from
 * their first touch on, and mlock of it fails with ENOMEM because nobody may populate it from
 * outside.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_secret.2.html">memfd_secret(2)</a>
 */
final class SecretMemory {
  private final ProcMaps maps;
  private final MappingQuery query;
  private final Mincore mincore;
  private final int pageSize;

  SecretMemory(ProcMaps maps, MappingQuery query, Mincore mincore, int pageSize) {
    this.maps = maps;
    this.query = query;
    this.mincore = mincore;
    this.pageSize = pageSize;
  }

  /** Whether all of a range is such memory. */
  boolean holds(long address, long byteCount) {
    long at = address;
    try {
      List<Mapping> mappings = query.overlapping(address, address + byteCount, maps);
      for (Mapping mapping : mappings) {
        if (mapping.start() > at || !mapping.isSecret()) {
          return false;
        }
        at = mapping.end();
      }
    } catch (IOException cannotTell) {
      return false;
    }
    return at >= address + byteCount;
  }

  /** Whether all of a range is such memory, and in RAM: then it stays there. */
  boolean holdsInRam(long address, long byteCount) {
    long pages = byteCount / pageSize;
    return holds(address, byteCount)
        && mincore.residentPagesUntilOneIsNot(address, address + byteCount) == pages;
  }
}
