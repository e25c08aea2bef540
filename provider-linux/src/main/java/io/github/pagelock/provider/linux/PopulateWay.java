package io.github.pagelock.provider.linux;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.posix.Mincore;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.Populator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides which way a big range is locked.
 *
 * <ul>
 *   <li>Mostly resident, by a sample of mincore (a buffer that the JDK has zeroed, a file in the
 *       page cache): chunks of mlock, which only have to mark it.
 *   <li>Otherwise marked on fault and populated, because several threads can populate at once, but
 *       every mlock takes the address-space lock for itself: private writable mappings by
 *       MADV_POPULATE_WRITE, as mlock breaks copy-on-write there ({@link WritePopulate}), all
 *       others by MADV_POPULATE_READ, which dirties no file. What is not certainly locked then,
 *       files among it, is locked plainly at last.
 *   <li>Kernels before 5.14 do not have these; holes and PROT_NONE, and whatever else is unclear:
 *       chunks of mlock, which decides correctly by itself.
 * </ul>
 */
final class PopulateWay {
  private static final int SAMPLES = 64;

  private final LibC libc;
  private final Mincore mincore;
  private final ProcMaps maps;
  private final MappingQuery query;
  private final PopulateFailures failures;
  private final int pageSize;
  private final boolean kernelPopulates;

  PopulateWay(LibC libc, Mincore mincore, ProcMaps maps, PopulateFailures failures, int pageSize) {
    this.libc = libc;
    this.mincore = mincore;
    this.maps = maps;
    this.query = new MappingQuery(libc);
    this.failures = failures;
    this.pageSize = pageSize;
    // Of no pages at all: only asks whether the advice is known.
    this.kernelPopulates = libc.madvise(0, 0, Linux.MADV_POPULATE_READ) == 0;
  }

  Optional<Populator> of(long address, long byteCount) {
    if (!kernelPopulates || isMostlyResident(address, byteCount)) {
      return Optional.empty();
    }
    List<Mapping> mappings = mappings(address, address + byteCount);
    if (mappings == null || !isCovered(mappings, address, address + byteCount)) {
      return Optional.empty();
    }
    return Optional.of(new RangePopulator(mappings));
  }

  private boolean isMostlyResident(long address, long byteCount) {
    long pages = byteCount / pageSize;
    int resident = 0;
    for (int i = 0; i < SAMPLES; i++) {
      long at = address + pages * i / SAMPLES * pageSize;
      resident += mincore.residentPages(at, at + pageSize) == 1 ? 1 : 0;
    }
    return resident >= SAMPLES / 2;
  }

  private @Nullable List<Mapping> mappings(long from, long to) {
    try {
      Optional<List<Mapping>> asked = query.overlapping(from, to);
      return asked.isPresent() ? asked.get() : maps.overlapping(from, to);
    } catch (IOException unknown) {
      return null;
    }
  }

  private static boolean isCovered(List<Mapping> mappings, long from, long to) {
    long at = from;
    for (Mapping mapping : mappings) {
      if (mapping.start() > at || !(mapping.isReadable() || mapping.isPrivateWritable())) {
        return false;
      }
      at = mapping.end();
    }
    return at >= to;
  }

  /** Of one range. */
  private final class RangePopulator implements Populator {
    private final List<Mapping> mappings;
    private final WritePopulate writing = new WritePopulate(libc, mincore, query, pageSize);
    private final boolean onlyWrites;

    RangePopulator(List<Mapping> mappings) {
      this.mappings = mappings;
      this.onlyWrites = mappings.stream().allMatch(Mapping::isPrivateWritable);
    }

    @Override
    public boolean isLocked(long from, long byteCount) {
      return onlyWrites && writing.isLocked(from, from + byteCount);
    }

    /**
     * What is mapped may have changed since it was looked at: then this goes by what is there now,
     * and leaves to mlock what cannot be populated.
     */
    @Override
    public void populate(long from, long byteCount) {
      long to = from + byteCount;
      int errno = tryPopulate(mappings, from, to);
      if (errno == 0) {
        return;
      }
      List<Mapping> now = mappings(from, to);
      if (now != null && isCovered(now, from, to)) {
        tryPopulate(now, from, to);
      } else if (now != null) {
        Optional<Diagnosis> unmapped = failures.unmapped(now, from, to);
        if (unmapped.isPresent()) {
          throw PopulateFailures.exception(unmapped.get(), errno, from, byteCount);
        }
      }
    }

    /** Returns 0, or the errno that may be of mappings that have changed. */
    private int tryPopulate(List<Mapping> mappings, long from, long to) {
      for (Mapping mapping : mappings) {
        long start = Math.max(from, mapping.start());
        long end = Math.min(to, mapping.end());
        if (start < end) {
          int errno =
              mapping.isPrivateWritable()
                  ? writing.populate(start, end)
                  : libc.madvise(start, end - start, Linux.MADV_POPULATE_READ);
          if (PopulateFailures.isFinal(errno)) {
            throw failures.of(errno, start, end - start);
          }
          if (errno != 0) {
            return errno;
          }
        }
      }
      return 0;
    }
  }
}
