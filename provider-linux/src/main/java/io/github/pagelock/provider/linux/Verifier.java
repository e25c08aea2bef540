package io.github.pagelock.provider.linux;

import io.github.pagelock.KernelState;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.posix.Mincore;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.provider.linux.proc.SmapsMapping;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageSpan;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Asks the kernel about many spans at once: one read of maps, then msync and mincore for each
 * stretch of pages between two boundaries of spans or mappings, so that no page is asked about
 * twice. smaps is read, once, only if a span that is locked is not resident as a whole, if a file's
 * is not locked, or if a filter refuses these calls.
 */
final class Verifier {
  private final LibC libc;
  private final Mincore mincore;
  private final ProcFs proc;
  private final ProcMaps maps;
  private final Privileges privileges;
  private final int pageSize;

  Verifier(
      LibC libc, Mincore mincore, ProcFs proc, ProcMaps maps, Privileges privileges, int pageSize) {
    this.libc = libc;
    this.mincore = mincore;
    this.proc = proc;
    this.maps = maps;
    this.privileges = privileges;
    this.pageSize = pageSize;
  }

  List<KernelState> states(List<PageSpan> spans) {
    if (spans.isEmpty()) {
      return List.of();
    }
    try {
      return ask(spans);
    } catch (IOException e) {
      PageSpan first = spans.get(0);
      throw LockFailure.of(Reason.OTHER, "verify", first.address(), first.byteCount())
          .because("/proc/self cannot be read: " + e.getMessage())
          .causedBy(e)
          .build();
    }
  }

  private List<KernelState> ask(List<PageSpan> spans) throws IOException {
    long from = spans.stream().mapToLong(PageSpan::address).min().orElseThrow();
    long to = spans.stream().mapToLong(Verifier::end).max().orElseThrow();
    List<Mapping> mappings = maps.overlapping(from, to);
    Stretches stretches = new Stretches(boundaries(spans, mappings, from, to));
    stretches.markAsked(spans);
    boolean[] isTold = new boolean[stretches.count()];
    MincoreTruth truth = new MincoreTruth(proc, privileges);
    for (Mapping mapping : mappings) {
      int last = stretches.indexOf(Math.min(to, mapping.end()));
      for (int i = stretches.indexOf(Math.max(from, mapping.start())); i < last; i++) {
        if (stretches.isAsked(i)) {
          isTold[i] = truth.isToldOf(mapping);
          askKernel(stretches, i, mapping.isFile(), isTold[i]);
        }
      }
    }
    stretches.sum();
    if (spans.stream().anyMatch(stretches::isOpen)) {
      consultSmaps(stretches, isTold);
      stretches.sum();
    }
    return spans.stream().map(stretches::state).toList();
  }

  private void askKernel(Stretches stretches, int i, boolean isFile, boolean isTold) {
    int errno = libc.msync(stretches.start(i), pageSize, Linux.MS_INVALIDATE);
    if (errno == Linux.ENOMEM) {
      return; // unmapped since maps was read
    }
    stretches.setMapped(i);
    if (errno == Linux.EBUSY) {
      stretches.setLocked(i);
      long resident = isTold ? residentPages(stretches, i) : -1;
      if (resident < pages(stretches, i)) {
        stretches.setIncomplete(i, resident < 0);
      }
    } else if (errno != 0 || isFile) {
      // Refused by a filter; or perhaps of hugetlbfs, where nothing is ever marked.
      stretches.setDoubtful(i, errno != 0);
    }
  }

  /** Those before the first that is not, or negative if a filter refuses to tell. */
  private long residentPages(Stretches stretches, int i) {
    return mincore.residentPagesUntilOneIsNot(stretches.start(i), stretches.end(i));
  }

  private long pages(Stretches stretches, int i) {
    return (stretches.end(i) - stretches.start(i)) / pageSize;
  }

  private void consultSmaps(Stretches stretches, boolean[] isTold) {
    NavigableMap<Long, SmapsMapping> marks;
    try {
      marks = SmapsMarks.read(proc);
    } catch (IOException notReadable) {
      marks = new TreeMap<>();
    }
    for (int i = 0; i < stretches.count(); i++) {
      boolean wasIncomplete = stretches.isIncomplete(i);
      stretches.explain(i, SmapsMarks.at(marks, stretches.start(i)));
      boolean asked = wasIncomplete || !isTold[i];
      if (!asked
          && stretches.isIncomplete(i)
          && residentPages(stretches, i) == pages(stretches, i)) {
        stretches.setComplete(i);
      }
    }
  }

  private static long[] boundaries(
      List<PageSpan> spans, List<Mapping> mappings, long from, long to) {
    LongStream ofSpans = spans.stream().flatMapToLong(s -> LongStream.of(s.address(), end(s)));
    LongStream ofMappings = mappings.stream().flatMapToLong(m -> LongStream.of(m.start(), m.end()));
    long[] all =
        LongStream.concat(ofSpans, ofMappings.filter(a -> a > from && a < to)).sorted().toArray();
    int distinct = 1;
    for (int i = 1; i < all.length; i++) {
      if (all[i] != all[i - 1]) {
        all[distinct++] = all[i];
      }
    }
    return Arrays.copyOf(all, distinct);
  }

  private static long end(PageSpan span) {
    return span.address() + span.byteCount();
  }
}
