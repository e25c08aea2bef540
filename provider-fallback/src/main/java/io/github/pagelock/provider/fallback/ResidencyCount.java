package io.github.pagelock.provider.fallback;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.PageLockException;
import io.github.pagelock.Residency;
import io.github.pagelock.provider.fallback.jna.LibC;
import io.github.pagelock.spi.Diagnoses;

/** Counts resident pages, by batches: no big array is needed. */
final class ResidencyCount {
  private static final int BATCH_PAGES = 4096;

  private final LibC libc;
  private final UnixSystem system;
  private final int pageSize;

  ResidencyCount(LibC libc, UnixSystem system, int pageSize) {
    this.libc = libc;
    this.system = system;
    this.pageSize = pageSize;
  }

  Residency of(long address, long byteCount) {
    long pages = byteCount / pageSize;
    byte[] batch = new byte[(int) Math.min(BATCH_PAGES, pages)];
    long resident = 0;
    for (long done = 0; done < pages; done += batch.length) {
      int count = (int) Math.min(batch.length, pages - done);
      int errno = libc.mincore(address + done * pageSize, (long) count * pageSize, batch);
      if (errno != 0) {
        throw failure(errno, address, byteCount);
      }
      for (int i = 0; i < count; i++) {
        resident += batch[i] & 1; // the other bits differ from system to system
      }
    }
    return new Residency(pages, resident, pageSize);
  }

  private PageLockException failure(int errno, long address, long byteCount) {
    Diagnosis diagnosis =
        errno == system.errno("ENOMEM")
            ? Diagnoses.hole("part of the range", Cures.hole())
            : Diagnoses.unknown(libc.strerror(errno));
    return PageLockException.of(diagnosis, "mincore", address, byteCount)
        .errno(errno, system.nameOf(errno))
        .build();
  }
}
