package io.github.pagelock.provider.freebsd;

import io.github.pagelock.KernelState;
import io.github.pagelock.posix.Mincore;
import io.github.pagelock.spi.PageSpan;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Asks the kernel about many spans at once: one read of the process's map tells what is locked,
 * without any side effect, and mincore whether what is locked is resident too, each page once.
 */
final class Verifier {
  private final VmMapReader maps;
  private final Mincore mincore;

  Verifier(VmMapReader maps, Mincore mincore) {
    this.maps = maps;
    this.mincore = mincore;
  }

  List<KernelState> states(List<PageSpan> spans) {
    if (spans.isEmpty()) {
      return List.of();
    }
    VmMap map = maps.now("verify", spans.get(0));
    NavigableSet<Long> absent =
        absentPages(map, spans.stream().filter(span -> isLocked(map, span)).toList());
    return spans.stream().map(span -> state(map, span, absent)).toList();
  }

  private static boolean isLocked(VmMap map, PageSpan span) {
    return map.wiredBytes(span.address(), end(span)) == span.byteCount();
  }

  private static KernelState state(VmMap map, PageSpan span, NavigableSet<Long> absent) {
    long mapped = map.mappedBytes(span.address(), end(span));
    if (mapped == 0) {
      return KernelState.NOT_MAPPED;
    }
    if (isLocked(map, span)) {
      return absent.subSet(span.address(), end(span)).isEmpty()
          ? KernelState.LOCKED
          : KernelState.NOT_RESIDENT;
    }
    boolean none = map.wiredBytes(span.address(), end(span)) == 0;
    return none && mapped == span.byteCount() ? KernelState.NOT_LOCKED : KernelState.PARTLY;
  }

  /** By vm.mincore_mapped those that nobody may access count as absent, though they are locked. */
  private NavigableSet<Long> absentPages(VmMap map, List<PageSpan> spans) {
    NavigableSet<Long> absent = new TreeSet<>();
    List<PageSpan> sorted =
        spans.stream().sorted(Comparator.comparingLong(PageSpan::address)).toList();
    long asked = Long.MIN_VALUE;
    for (PageSpan span : sorted) {
      long from = Math.max(asked, span.address());
      if (from < end(span)) {
        mincore.eachAbsentPage(
            from,
            end(span),
            page -> {
              if (map.isAccessible(map.firstEndingAfter(page))) {
                absent.add(page);
              }
            });
        asked = end(span);
      }
    }
    return absent;
  }

  private static long end(PageSpan span) {
    return span.address() + span.byteCount();
  }
}
