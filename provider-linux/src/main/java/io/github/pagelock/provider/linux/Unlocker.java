package io.github.pagelock.provider.linux;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.posix.PosixUnlocker;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.MappingRoom;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Unlocks where one munlock failed: the kernel stops at a hole and leaves what lies beyond locked,
 * so this goes on mapping by mapping.
 */
final class Unlocker extends PosixUnlocker {
  /** How often others may unmap pages while they are being unlocked. */
  private static final int ATTEMPTS = 8;

  private final LibC libc;
  private final ProcMaps maps;
  private final Limits limits;
  private final LockFailures failures;

  Unlocker(LibC libc, ProcMaps maps, Limits limits, LockFailures failures, int pageSize) {
    super(libc, pageSize);
    this.libc = libc;
    this.maps = maps;
    this.limits = limits;
    this.failures = failures;
  }

  /**
   * Fails at the page at address one page, where nothing can be mapped (vm.mmap_min_addr), and
   * makes the failures that it may end with, so that all that this needs is loaded before memory or
   * the class loader may be gone (X5).
   */
  @Override
  public void rehearse() {
    try {
      unlock(pageSize, pageSize);
      askOnceMore(pageSize, pageSize);
    } catch (PageLockException | IOException asItShould) {
      // Nothing was locked there.
    }
    MappingRoom usedUp = MappingRoom.of(1, 1);
    // Nobody asks for its message, which would read how the process runs before it has to be told.
    failure(0, pageSize, Linux.ENOMEM, 0, failures.noMappingLeft(usedUp, "unlocking"));
    PageLockException other = failure(0, pageSize, Linux.EPERM, 0, Optional.empty());
    Objects.requireNonNull(other.getMessage());
  }

  @Override
  protected void goOn(long address, long byteCount, int firstErrno) {
    int errno = firstErrno;
    try {
      long failedBefore = -1;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        long failedAt = -1;
        for (Mapping mapping : maps.overlapping(address, address + byteCount)) {
          long start = Math.max(address, mapping.start());
          int result = munlock(start, Math.min(address + byteCount, mapping.end()) - start);
          if (result != 0) {
            errno = result;
            failedAt = start;
          }
        }
        if (failedAt < 0) {
          return;
        }
        if (failedAt == failedBefore) {
          break; // nobody unmapped it: it cannot be unlocked
        }
        failedBefore = failedAt;
      }
      askOnceMore(address, byteCount);
    } catch (IOException e) {
      throw LockFailure.of(Reason.UNLOCK_FAILED, "munlock", address, byteCount)
          .errno(errno, Linux.nameOf(errno))
          .because("what is still mapped cannot be found: " + e.getMessage())
          .causedBy(e)
          .build();
    }
  }

  /**
   * What is locked now may have come to lie there since munlock failed, so that one is asked again
   * before it is called stuck.
   */
  private void askOnceMore(long address, long byteCount) throws IOException {
    for (Mapping mapping : maps.overlapping(address, address + byteCount)) {
      long start = Math.max(address, mapping.start());
      if (isLocked(start)) {
        int errno = munlock(start, Math.min(address + byteCount, mapping.end()) - start);
        if (errno != 0 && isLocked(start)) {
          Optional<Diagnosis> why =
              errno == Linux.ENOMEM ? failures.noMappingLeft("unlocking") : Optional.empty();
          throw failure(address, byteCount, errno, start, why);
        }
      }
    }
  }

  private boolean isLocked(long page) {
    int errno = libc.msync(page, pageSize, Linux.MS_INVALIDATE);
    return errno != 0 && errno != Linux.ENOMEM;
  }

  private PageLockException failure(
      long address, long byteCount, int errno, long stuck, Optional<Diagnosis> why) {
    LockFailure builder =
        LockFailure.of(Reason.UNLOCK_FAILED, "munlock", address, byteCount)
            .errno(errno, Linux.nameOf(errno))
            .limits(limits.locks());
    String where = "the page at 0x" + Long.toHexString(stuck) + " is mapped and stays locked";
    return builder
        .diagnosis(
            why.map(
                    known ->
                        Diagnosis.of(
                            known.cause(),
                            where + ", because " + known.explanation(),
                            known.cure()))
                .orElseGet(() -> Diagnoses.unknown(where)))
        .build();
  }
}
