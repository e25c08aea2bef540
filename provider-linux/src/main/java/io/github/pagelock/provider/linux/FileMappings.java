package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tells which parts of a range are mappings of files, at next to no cost where the same stretch is
 * asked for again within a tenth of a second: a lock of a resident page takes 1 µs, and the
 * question 3 µs. A file that has been mapped meanwhile where anonymous memory was is found out that
 * much later.
 */
final class FileMappings {
  private static final long MEMORY_NANOS = 100_000_000;
  private static final int SLOTS = 64;

  /** Neighbouring ranges are likely to be of one mapping. */
  private static final int SLOT_SHIFT = 22;

  /**
   * What was there.
   *
   * @param files empty if it was anonymous as a whole
   */
  record Stretch(long start, long end, List<Mapping> files, long nanoTime) {
    private boolean tells(long from, long to) {
      return start <= from && to <= end && System.nanoTime() - nanoTime < MEMORY_NANOS;
    }
  }

  private final MappingQuery query;
  private final ProcMaps maps;
  private final AtomicReferenceArray<@Nullable Stretch> known = new AtomicReferenceArray<>(SLOTS);

  /** Chunks of one range: whoever asks has to wait for the mlock of another thread. */
  private volatile @Nullable Stretch latest;

  FileMappings(MappingQuery query, ProcMaps maps) {
    this.query = query;
    this.maps = maps;
  }

  /** The mappings of files that overlap [from, to), now or a moment ago. */
  List<Mapping> in(long from, long to) throws IOException {
    int slot = (int) (from >>> SLOT_SHIFT) & (SLOTS - 1);
    Stretch same = known.get(slot);
    if (same != null && same.tells(from, to)) {
      return same.files();
    }
    Stretch last = latest;
    if (last == null || !last.tells(from, to)) {
      last = look(from, to);
      latest = last;
    }
    known.set(slot, last);
    return last.files();
  }

  private Stretch look(long from, long to) throws IOException {
    long nanoTime = System.nanoTime();
    List<Mapping> mappings = query.overlapping(from, to, maps);
    long start = mappings.isEmpty() ? from : Math.min(from, mappings.get(0).start());
    long end = mappings.isEmpty() ? to : Math.max(to, mappings.get(mappings.size() - 1).end());
    return new Stretch(start, end, mappings.stream().filter(Mapping::isFile).toList(), nanoTime);
  }
}
