package io.github.pagelock.provider.linux;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.posix.Mincore;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import java.io.IOException;
import java.util.HashMap;
import java.util.Optional;

/**
 * Reads the pages of files in before they are locked, by MADV_POPULATE_READ (Linux 5.14), which
 * fails on a page that cannot be read. mlock never returns from one: it faults again for ever, and
 * no signal but KILL ends it.
 *
 * <p>Anonymous memory is left to mlock, which would have to copy the page of zeros that reading
 * maps. Files whose pages are all in RAM are too, where mincore tells the truth of them.
 */
final class FilePages {
  /**
   * Up to here, pages are read in sooner than a kernel without PROCMAP_QUERY tells what they are.
   */
  private static final long SMALL = 1 << 20;

  private final LibC libc;
  private final Mincore mincore;
  private final MappingQuery query;
  private final FileMappings files;
  private final FileSystemRoom room;
  private final PopulateFailures failures;
  private final int pageSize;
  private final boolean mincoreTells;
  private final boolean kernelPopulates;

  FilePages(
      LibC libc,
      Mincore mincore,
      MappingQuery query,
      FileMappings files,
      FileSystemRoom room,
      PopulateFailures failures,
      boolean mincoreTells,
      int pageSize) {
    this.libc = libc;
    this.mincore = mincore;
    this.query = query;
    this.files = files;
    this.room = room;
    this.failures = failures;
    this.mincoreTells = mincoreTells;
    this.pageSize = pageSize;
    // Of no pages at all: only asks whether the advice is known.
    this.kernelPopulates = libc.madvise(0, 0, Linux.MADV_POPULATE_READ) == 0;
  }

  /**
   * Makes the pages of files resident.
   *
   * @throws io.github.pagelock.PageLockException if one cannot be read, or has no room
   */
  void bringIn(long address, long byteCount) {
    if (!kernelPopulates) {
      return;
    }
    long end = address + byteCount;
    if ((query.isMissing() || files.isCrowded(address, end)) && isResident(address, end)) {
      return;
    }
    if (query.isMissing() && byteCount <= SMALL) {
      read(address, end);
      return;
    }
    try {
      for (Mapping file : files.in(address, end)) {
        long from = Math.max(address, file.start());
        long to = Math.min(end, file.end());
        if (from < to && !isResident(from, to)) {
          checkRoom(file, from, to);
          read(from, to);
        }
      }
    } catch (IOException cannotTell) {
      read(address, end);
    }
  }

  private boolean isResident(long from, long to) {
    return mincoreTells && mincore.residentPagesUntilOneIsNot(from, to) == (to - from) / pageSize;
  }

  private void checkRoom(Mapping file, long from, long to) {
    Optional<Diagnosis> full = room.problem(file, from, to, new HashMap<>());
    if (full.isPresent()) {
      throw PopulateFailures.refusal(full.get(), from, to - from);
    }
  }

  /** What it says of holes and forbidden pages, mlock says as well. */
  private void read(long from, long to) {
    int errno = libc.madvise(from, to - from, Linux.MADV_POPULATE_READ);
    if (PopulateFailures.isFinal(errno)) {
      throw failures.of(errno, from, to - from);
    }
  }
}
