package io.github.pagelock.provider.linux;

import io.github.pagelock.posix.Mincore;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.PageSpan;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plain lock takes of the memory that is left, mapping by mapping.
 *
 * <ul>
 *   <li>Private and writable: mlock writes to each page, so all but anonymous pages of the
 *       process's own are copied: those of a file, the page of zeros, and what a fork left shared.
 *   <li>Page cache: absent pages are new, the others cannot be reclaimed any more, unless they are
 *       mapped by a mapping that is locked already, and so were not to be reclaimed before.
 *   <li>tmpfs and the like: absent pages are new, holes too.
 *   <li>hugetlbfs: nothing. PROT_NONE, holes: nothing, since mlock itself fails.
 * </ul>
 */
final class LockCosts {
  private final LibC libc;
  private final Mincore mincore;
  private final ProcFs proc;
  private final ProcMaps maps;
  private final Privileges privileges;
  private final int pageSize;

  LockCosts(
      LibC libc, Mincore mincore, ProcFs proc, ProcMaps maps, Privileges privileges, int pageSize) {
    this.libc = libc;
    this.mincore = mincore;
    this.proc = proc;
    this.maps = maps;
    this.privileges = privileges;
    this.pageSize = pageSize;
  }

  /** Of spans that are sorted and disjoint. */
  LockCost of(List<PageSpan> spans) {
    PageSpan last = spans.get(spans.size() - 1);
    try {
      List<Mapping> mappings =
          maps.overlapping(spans.get(0).address(), last.address() + last.byteCount());
      Pagemap pagemap = pagemap();
      try {
        return new Count(pagemap).of(spans, mappings);
      } finally {
        if (pagemap != null) {
          pagemap.close();
        }
      }
    } catch (IOException cannotTell) {
      long all = spans.stream().mapToLong(PageSpan::byteCount).sum();
      return LockCost.of(all, 0);
    }
  }

  private @Nullable Pagemap pagemap() {
    try {
      return new Pagemap(proc, pageSize);
    } catch (IOException mayNotBeRead) {
      return null;
    }
  }

  /** One question's. */
  private final class Count {
    private final @Nullable Pagemap pagemap;
    private final MountTypes mounts = new MountTypes(proc.read("/proc/self/mountinfo"));
    private final MincoreTruth truth = new MincoreTruth(proc, privileges);

    Count(@Nullable Pagemap pagemap) {
      this.pagemap = pagemap;
    }

    LockCost of(List<PageSpan> spans, List<Mapping> mappings) throws IOException {
      LockCost sum = LockCost.NONE;
      int next = 0;
      for (PageSpan span : spans) {
        long end = span.address() + span.byteCount();
        while (next < mappings.size() && mappings.get(next).end() <= span.address()) {
          next++;
        }
        // The last one may reach into the next span.
        for (int i = next; i < mappings.size() && mappings.get(i).start() < end; i++) {
          Mapping mapping = mappings.get(i);
          long from = Math.max(span.address(), mapping.start());
          sum = sum.plus(of(mapping, from, Math.min(end, mapping.end())));
        }
      }
      return sum;
    }

    private LockCost of(Mapping mapping, long from, long to) throws IOException {
      if (!mapping.accessible() || mapping.isSpecial() || mounts.isHuge(mapping)) {
        return LockCost.NONE;
      }
      if (mapping.isPrivateWritable()) {
        return LockCost.of(to - from - inPlace(mapping, from, to), 0);
      }
      long resident = resident(mapping, from, to);
      return LockCost.of(
          to - from - resident,
          mounts.isPageCache(mapping) ? resident - locked(from, to, resident) : 0);
    }

    /** Bytes that a write does not copy. */
    private long inPlace(Mapping mapping, long from, long to) throws IOException {
      if (pagemap != null) {
        return pagemap.own(from, to) * pageSize;
      }
      return mapping.isFile() ? 0 : Math.max(0, mincore.residentPages(from, to)) * pageSize;
    }

    private long resident(Mapping mapping, long from, long to) throws IOException {
      if (truth.isTold() || truth.isToldOf(mapping)) {
        return Math.max(0, mincore.residentPages(from, to)) * pageSize;
      }
      return pagemap == null ? 0 : pagemap.present(from, to) * pageSize;
    }

    /** Of the resident bytes, those that are locked already; more may not be mapped yet. */
    private long locked(long from, long to, long resident) throws IOException {
      boolean isLocked = libc.msync(from, pageSize, Linux.MS_INVALIDATE) == Linux.EBUSY;
      if (!isLocked) {
        return 0;
      }
      return pagemap == null ? resident : Math.min(resident, pagemap.present(from, to) * pageSize);
    }
  }
}
