package io.github.pagelock.provider.freebsd;

import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.freebsd.libc.LibC;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageSpan;
import java.util.Optional;

/** Asks for the map of this process, with which mappings the process has locked. */
final class VmMapReader {
  /** How often others may map memory between the two calls. */
  private static final int ATTEMPTS = 8;

  private final LibC libc;
  private final int[] name;

  VmMapReader(LibC libc, int pid) {
    this.libc = libc;
    this.name = new int[] {FreeBsd.CTL_KERN, FreeBsd.KERN_PROC, FreeBsd.KERN_PROC_VMMAP, pid};
  }

  /** The map now, or an exception about some pages. */
  VmMap now(String operation, PageSpan pages) {
    return now()
        .orElseThrow(
            () ->
                LockFailure.of(Reason.OTHER, operation, pages.address(), pages.byteCount())
                    .because("the kernel does not tell this process's map (sysctl KERN_PROC_VMMAP)")
                    .build());
  }

  /** The map now, or nothing where the kernel does not tell (in capability mode). */
  Optional<VmMap> now() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long[] byteCount = new long[1];
      if (libc.sysctl(name, null, byteCount) != 0) {
        return Optional.empty();
      }
      byte[] records = new byte[Math.toIntExact(byteCount[0] / 3 * 4)]; // as kinfo_getvmmap(3)
      byteCount[0] = records.length;
      int errno = libc.sysctl(name, records, byteCount);
      if (errno == 0) {
        return Optional.of(VmMap.of(records, Math.toIntExact(byteCount[0])));
      }
      if (errno != FreeBsd.ENOMEM) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
