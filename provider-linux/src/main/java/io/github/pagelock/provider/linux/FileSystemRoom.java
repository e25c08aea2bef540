package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Launcher;
import io.github.pagelock.Remedy;
import io.github.pagelock.posix.Mincore;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.PageSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a tmpfs has room for the holes of its files in a range: making them resident allocates
 * them, and what was allocated before it was full stays.
 */
final class FileSystemRoom {
  static final Cure CURE =
      Cure.of(
          Launcher.UNKNOWN,
          List.of(
              Remedy.of(
                  "free space there, or as root run `mount -o remount,size=SIZE` for it", true)),
          List.of("a higher limit on locked memory (ulimit -l): it is not what is exceeded"));

  /** Of struct statfs, with room to spare; the words after f_type. */
  private static final int WORDS = 32;

  private static final int BLOCK_SIZE = 1;
  private static final int BLOCKS = 2;
  private static final int AVAILABLE = 4;

  private final LibC libc;
  private final Mincore mincore;
  private final ProcFs proc;
  private final ProcMaps maps;
  private final MappingQuery query;
  private final int pageSize;

  FileSystemRoom(
      LibC libc, Mincore mincore, ProcFs proc, ProcMaps maps, MappingQuery query, int pageSize) {
    this.libc = libc;
    this.mincore = mincore;
    this.proc = proc;
    this.maps = maps;
    this.query = query;
    this.pageSize = pageSize;
  }

  /** The first file whose pages do not fit. */
  Optional<Diagnosis> problem(List<PageSpan> spans) {
    Map<Long, Long> needed = new HashMap<>();
    try {
      for (PageSpan span : union(spans)) {
        long end = span.address() + span.byteCount();
        if (isResident(span.address(), end)) {
          continue; // nothing is left to be allocated
        }
        for (Mapping mapping : query.overlapping(span.address(), end, maps)) {
          Optional<Diagnosis> problem = problem(mapping, span.address(), end, needed);
          if (problem.isPresent()) {
            return problem;
          }
        }
      }
    } catch (IOException cannotTell) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /**
   * That what lies in [from, to) of a mapping does not fit.
   *
   * @param needed bytes that each device needs already, which grow
   */
  Optional<Diagnosis> problem(Mapping mapping, long from, long to, Map<Long, Long> needed) {
    long free = mapping.isFile() ? freeBytes(mapping.name()) : -1;
    if (free < 0) {
      return Optional.empty();
    }
    MappedFile file = MappedFile.byName(mapping);
    if (!file.isFound()) {
      return Optional.empty();
    }
    long all = needed.merge(file.device(), absentBytes(mapping, file.size(), from, to), Long::sum);
    return all > free && !isSwapping()
        ? Optional.of(Diagnoses.fileSystemFull(mapping.name(), all, free, CURE))
        : Optional.empty();
  }

  /** What a tmpfs has left, in bytes; -1 if the file lies on none, or on one without a limit. */
  long freeBytes(String path) {
    long[] statistics = new long[WORDS];
    boolean limited =
        libc.statfs(path, statistics) == 0
            && statistics[0] == Linux.TMPFS_MAGIC
            && statistics[BLOCKS] > 0;
    return limited ? statistics[AVAILABLE] * statistics[BLOCK_SIZE] : -1;
  }

  boolean isHuge(String path) {
    long[] statistics = new long[WORDS];
    return libc.statfs(path, statistics) == 0 && statistics[0] == Linux.HUGETLBFS_MAGIC;
  }

  private long absentBytes(Mapping mapping, long size, long from, long to) {
    long pages = (size + pageSize - 1) / pageSize;
    long endOfFile = mapping.start() + pages * pageSize - mapping.offset();
    long first = Math.max(from, mapping.start());
    long end = Math.min(to, Math.min(mapping.end(), endOfFile));
    long resident = first < end ? mincore.residentPages(first, end) : -1;
    return resident < 0 ? 0 : end - first - resident * pageSize;
  }

  private boolean isResident(long from, long to) {
    return mincore.residentPagesUntilOneIsNot(from, to) == (to - from) / pageSize;
  }

  /** Pages in swap are absent and allocated; which they are is not told. */
  private boolean isSwapping() {
    String meminfo = proc.read("/proc/meminfo");
    return ProcFs.field(meminfo, "SwapTotal:") != ProcFs.field(meminfo, "SwapFree:");
  }

  /** Each page once. */
  private static List<PageSpan> union(List<PageSpan> spans) {
    List<PageSpan> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(PageSpan::address));
    List<PageSpan> disjoint = new ArrayList<>();
    long covered = Long.MIN_VALUE;
    for (PageSpan span : sorted) {
      long end = span.address() + span.byteCount();
      long start = Math.max(covered, span.address());
      if (start < end) {
        disjoint.add(new PageSpan(start, end - start));
        covered = end;
      }
    }
    return disjoint;
  }
}
