package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.SmapsMapping;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The size of the pages at an address, which hugetlbfs decides: the kernel keeps huge pages whole.
 *
 * <p>Asked for each handle that somebody asks, so it reads next to nothing: whether the machine has
 * any huge pages, once a second. Where it has, the kernel is asked for the one mapping. Before
 * Linux 6.11 only smaps tells the size, of all mappings at once; it is read again when the number
 * of huge pages of this process has changed, else after a second. So a huge page is told late, by a
 * second at most, if the pool was empty a moment ago, or if the process has exchanged one for
 * another.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/mm/hugetlbpage.html">hugetlbpage</a>
 */
final class PageSizes {
  private static final long MEMORY_NANOS = 1_000_000_000;
  private static final String POOLS = "/sys/kernel/mm/hugepages";

  /** Whether there are huge pages of any size, or may be at any time. */
  private record Pools(boolean empty, long nanoTime) {}

  /**
   * The mappings of huge pages.
   *
   * @param usedKib how much of them the process had in its page tables
   */
  private record Known(NavigableMap<Long, SmapsMapping> mappings, long usedKib, long nanoTime) {}

  private final ProcFs proc;
  private final MappingQuery query;
  private final int pageSize;
  private volatile @Nullable Pools pools;
  private volatile @Nullable Known known;

  PageSizes(ProcFs proc, MappingQuery query, int pageSize) {
    this.proc = proc;
    this.query = query;
    this.pageSize = pageSize;
  }

  /** In bytes; the base size where nothing is mapped, or nobody tells. */
  long at(long address) {
    if (areNone()) {
      return pageSize;
    }
    long told = query.pageSizeAt(address);
    return Math.max(pageSize, told >= 0 ? told : bySmaps(address));
  }

  private boolean areNone() {
    Pools before = pools;
    if (before == null || isOld(before.nanoTime)) {
      before = new Pools(!mayHavePages(), System.nanoTime());
      pools = before;
    }
    return before.empty;
  }

  private boolean mayHavePages() {
    boolean isTold = false;
    for (String size : proc.names(POOLS)) {
      String pool = POOLS + "/" + size;
      if (proc.number(pool + "/nr_hugepages") > 0
          || proc.number(pool + "/nr_overcommit_hugepages") > 0) {
        return true;
      }
      isTold = true;
    }
    if (isTold) {
      return false;
    }
    // A container need not have /sys. Hugetlb is that of all sizes, since Linux 4.16.
    String meminfo = proc.read("/proc/meminfo");
    return ProcFs.field(meminfo, "Hugetlb:") > 0
        || ProcFs.field(meminfo, "HugePages_Total:") > 0
        || proc.number("/proc/sys/vm/nr_overcommit_hugepages") > 0;
  }

  private long bySmaps(long address) {
    // A lock has brought them in, also one on fault. Since Linux 4.4; else smaps is to tell.
    long usedKib = ProcFs.field(proc.read("/proc/self/status"), "HugetlbPages:");
    if (usedKib == 0) {
      return pageSize;
    }
    Known before = known;
    if (before == null || before.usedKib != usedKib || isOld(before.nanoTime)) {
      before = new Known(hugeMappings(), usedKib, System.nanoTime());
      known = before;
    }
    return SmapsMarks.at(before.mappings, address).pageSize();
  }

  private NavigableMap<Long, SmapsMapping> hugeMappings() {
    try {
      NavigableMap<Long, SmapsMapping> all = SmapsMarks.read(proc);
      all.values().removeIf(mark -> !mark.isHuge());
      return all;
    } catch (IOException notReadable) {
      return new TreeMap<>();
    }
  }

  private static boolean isOld(long nanoTime) {
    return System.nanoTime() - nanoTime > MEMORY_NANOS;
  }
}
