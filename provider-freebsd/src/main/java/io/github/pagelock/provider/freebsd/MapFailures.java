package io.github.pagelock.provider.freebsd;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.PageLockException;
import io.github.pagelock.posix.Rlimit;
import io.github.pagelock.provider.freebsd.libc.LibC;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.LockFailure;

/**
 * Finds out why memory could not be mapped or be given what it was to have, by what the kernel's
 * source lets fail: sys/vm/vm_mmap.c, vm_map.c, swap_pager.c.
 */
final class MapFailures {
  private final LibC libc;
  private final VmMapReader maps;
  private final Cures cures;

  MapFailures(LibC libc, VmMapReader maps, Cures cures) {
    this.libc = libc;
    this.maps = maps;
    this.cures = cures;
  }

  PageLockException ofMap(int errno, long byteCount) {
    Diagnosis diagnosis = errno == FreeBsd.ENOMEM ? noRoom(byteCount) : notExpected("mmap");
    return failure(diagnosis, "mmap", errno, 0, byteCount);
  }

  private Diagnosis noRoom(long byteCount) {
    long limit = Rlimit.of(libc, FreeBsd.RLIMIT_VMEM).softBytes();
    long mapped = maps.now().map(VmMap::mappedBytes).orElse(0L);
    boolean binds = limit != LimitNumbers.UNKNOWN && limit != LimitNumbers.UNLIMITED;
    if (binds && mapped > limit - byteCount) {
      String explanation =
          "it adds "
              + byteCount
              + " bytes to "
              + mapped
              + " bytes of address space, and the limit on that is "
              + limit
              + " bytes (RLIMIT_VMEM)";
      return Diagnosis.of(Cause.MEMORY, explanation, cures.moreAddressSpace(mapped + byteCount));
    }
    return Diagnosis.of(
        Cause.MEMORY,
        "there is no room in the address space, or a rule of rctl(8) limits it (vmemoryuse)",
        Cure.NONE);
  }

  PageLockException ofProtect(int errno, long address, long byteCount) {
    Diagnosis diagnosis =
        switch (errno) {
          case FreeBsd.ENOMEM ->
              Diagnosis.of(
                  Cause.MEMORY,
                  "no swap space can be reserved for it, which vm.overcommit asks for",
                  cures.moreSwap());
          case FreeBsd.EACCES -> Diagnoses.unknown("the mapping may never be accessed so");
          default -> notExpected("mprotect");
        };
    return failure(diagnosis, "mprotect", errno, address, byteCount);
  }

  PageLockException ofPromise(String call, int errno, long address, long byteCount) {
    Diagnosis diagnosis =
        errno == FreeBsd.EINVAL || errno == FreeBsd.ENOSYS
            ? Diagnosis.of(Cause.MISSING_CALL, "this kernel does not have " + call, Cure.NONE)
            : notExpected(call);
    return failure(diagnosis, call, errno, address, byteCount);
  }

  PageLockException ofUnmap(int errno, long address, long byteCount) {
    return failure(notExpected("munmap"), "munmap", errno, address, byteCount);
  }

  private static Diagnosis notExpected(String call) {
    return Diagnoses.unknown("an error that is not expected of " + call);
  }

  private static PageLockException failure(
      Diagnosis diagnosis, String call, int errno, long address, long byteCount) {
    return LockFailure.of(diagnosis, call, address, byteCount)
        .errno(errno, FreeBsd.nameOf(errno))
        .build();
  }
}
