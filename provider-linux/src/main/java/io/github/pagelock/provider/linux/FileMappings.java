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
   * @param isCrowded whether it is no longer than what was asked for
   */
  record Stretch(long start, long end, List<Mapping> files, boolean isCrowded, long nanoTime) {
    private boolean tells(long from, long to) {
      return start <= from && to <= end && isFresh();
    }

    private boolean isFresh() {
      return System.nanoTime() - nanoTime < MEMORY_NANOS;
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
    Stretch remembered = remembered(from, to);
    if (remembered == null) {
      remembered = look(from, to);
      latest = remembered;
      known.set(slot(from), remembered);
    }
    return remembered.files();
  }

  /**
   * Whether the question is not worth its price, because each mapping there is asked for once: as
   * where many small files are mapped side by side.
   */
  boolean isCrowded(long from, long to) {
    Stretch near = known.get(slot(from));
    return near != null && near.isCrowded() && near.isFresh() && remembered(from, to) == null;
  }

  private @Nullable Stretch remembered(long from, long to) {
    Stretch same = known.get(slot(from));
    if (same != null && same.tells(from, to)) {
      return same;
    }
    Stretch last = latest;
    if (last == null || !last.tells(from, to)) {
      return null;
    }
    known.set(slot(from), last);
    return last;
  }

  private static int slot(long from) {
    return (int) (from >>> SLOT_SHIFT) & (SLOTS - 1);
  }

  private Stretch look(long from, long to) throws IOException {
    long nanoTime = System.nanoTime();
    List<Mapping> mappings = query.overlapping(from, to, maps);
    long start = mappings.isEmpty() ? from : Math.min(from, mappings.get(0).start());
    long end = mappings.isEmpty() ? to : Math.max(to, mappings.get(mappings.size() - 1).end());
    List<Mapping> files = mappings.stream().filter(Mapping::isFile).toList();
    return new Stretch(start, end, files, start == from && end == to, nanoTime);
  }
}
