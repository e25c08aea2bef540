package io.github.pagelock.provider.linux;

import io.github.pagelock.posix.Mincore;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import java.util.List;
import java.util.Optional;

/**
 * Populates private writable memory as writing to it does, by MADV_POPULATE_WRITE. It would dirty a
 * shared file that has been mapped at its place meanwhile, and no call of the kernel writes to
 * private memory only, but for mlock, which takes the address-space lock for itself. So the range
 * goes by pieces, and each is looked at first: what is not private and writable any more is read,
 * which harms nobody. Between the look and the call a piece is at risk, for some 100 µs.
 *
 * <p>One for each range; safe for use by several threads.
 */
final class WritePopulate {
  /**
   * Populating it takes so long that the look costs a twentieth. In bytes: zeroing takes the time,
   * whatever a page is.
   */
  private static final long PIECE = 512 << 10;

  private final LibC libc;
  private final Mincore mincore;
  private final MappingQuery query;
  private final int pageSize;
  private volatile boolean hasWrittenAll = true;

  WritePopulate(LibC libc, Mincore mincore, MappingQuery query, int pageSize) {
    this.libc = libc;
    this.mincore = mincore;
    this.query = query;
    this.pageSize = pageSize;
  }

  /** Populates [from, to), which is marked on fault; returns 0 or errno. */
  int populate(long from, long to) {
    int errno = 0;
    int maps = query.open();
    try {
      for (long at = from; at < to && errno == 0; at += step()) {
        long end = Math.min(at + step(), to);
        boolean writes = isPrivate(maps, at, end);
        errno =
            libc.madvise(
                at, end - at, writes ? Linux.MADV_POPULATE_WRITE : Linux.MADV_POPULATE_READ);
        hasWrittenAll &= writes && errno == 0;
      }
    } finally {
      query.close(maps);
    }
    return errno;
  }

  /**
   * Whether [from, to), which has been populated, is as mlock would leave it: written to, so that
   * no page is left to be copied, still marked, and resident. A page that is locked on fault is
   * locked as it comes. mlock would look up each page again, with the address-space lock for
   * itself.
   */
  boolean isLocked(long from, long to) {
    for (long at = from; at < to && hasWrittenAll; at += step()) {
      if (!isMarked(at) || !isMarked(Math.min(at + step(), to) - 1)) {
        return false;
      }
    }
    return hasWrittenAll && mincore.residentPagesUntilOneIsNot(from, to) == (to - from) / pageSize;
  }

  private long step() {
    return Math.max(PIECE, pageSize);
  }

  private boolean isPrivate(int maps, long from, long to) {
    Optional<List<Mapping>> now = query.overlapping(maps, from, to);
    return now.isPresent() ? arePrivate(now.get(), from, to) : isMarked(from) && isMarked(to - 1);
  }

  private static boolean arePrivate(List<Mapping> mappings, long from, long to) {
    long at = from;
    for (Mapping mapping : mappings) {
      if (mapping.start() > at || !mapping.isPrivateWritable()) {
        return false;
      }
      at = mapping.end();
    }
    return at >= to;
  }

  /** What has been mapped since is without the mark that it is locked. */
  private boolean isMarked(long address) {
    long page = address / pageSize * pageSize;
    return libc.msync(page, pageSize, Linux.MS_INVALIDATE) == Linux.EBUSY;
  }
}
