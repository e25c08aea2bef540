package io.github.pagelock.cli;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Residency;
import io.github.pagelock.files.MappedFile;

/**
 * Pages of a file; -1 where unknown.
 *
 * @param pages all
 * @param resident those in RAM
 * @param pageSize bytes
 */
record PageCount(long pages, long resident, int pageSize) {
  static final PageCount UNKNOWN = new PageCount(-1, -1, -1);

  /** The pages in RAM now; unknown where the kernel or the provider does not tell. */
  static PageCount of(MappedFile file, PageLocker locker) {
    if (!locker.capabilities().contains(Capability.RESIDENCY)) {
      return UNKNOWN;
    }
    long pages = 0;
    long resident = 0;
    int pageSize = locker.pageSize();
    try {
      for (Residency residency : file.residency()) {
        pages += residency.pages();
        pageSize = residency.pageSize();
        resident =
            residency.isKnown() && resident >= 0
                ? resident + residency.residentPages().getAsLong()
                : -1;
      }
    } catch (PageLockException notTold) {
      return UNKNOWN;
    }
    return new PageCount(pages, resident, pageSize);
  }
}
