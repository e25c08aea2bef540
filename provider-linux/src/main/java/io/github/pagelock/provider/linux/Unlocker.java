package io.github.pagelock.provider.linux;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.linux.jna.LibC;
import io.github.pagelock.spi.Diagnoses;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Unlocks where one munlock failed: the kernel stops at a hole and leaves what lies beyond locked,
 * so this goes on mapping by mapping.
 */
final class Unlocker {
  /** How often others may unmap pages while they are being unlocked. */
  private static final int ATTEMPTS = 8;

  private final LibC libc;
  private final ProcMaps maps;
  private final Limits limits;
  private final LockFailures failures;
  private final int pageSize;

  Unlocker(LibC libc, ProcMaps maps, Limits limits, LockFailures failures, int pageSize) {
    this.libc = libc;
    this.maps = maps;
    this.limits = limits;
    this.failures = failures;
    this.pageSize = pageSize;
  }

  void unlock(long address, long byteCount) {
    int errno = libc.munlock(address, byteCount);
    if (errno != 0) {
      goOn(address, byteCount, errno);
    }
  }

  private void goOn(long address, long byteCount, int firstErrno) {
    int errno = firstErrno;
    try {
      long failedBefore = -1;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        long failedAt = -1;
        for (Mapping mapping : maps.overlapping(address, address + byteCount)) {
          long start = Math.max(address, mapping.start());
          int result = libc.munlock(start, Math.min(address + byteCount, mapping.end()) - start);
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
      Mapping stuck = firstLocked(address, address + byteCount);
      if (stuck != null) {
        throw failure(address, byteCount, errno, Math.max(address, stuck.start()));
      }
    } catch (IOException e) {
      throw PageLockException.of(Reason.UNLOCK_FAILED, "munlock", address, byteCount)
          .errno(errno, Linux.nameOf(errno))
          .because("what is still mapped cannot be found: " + e.getMessage())
          .causedBy(e)
          .build();
    }
  }

  private @Nullable Mapping firstLocked(long from, long to) throws IOException {
    List<Mapping> mappings = maps.overlapping(from, to);
    for (Mapping mapping : mappings) {
      int errno = libc.msync(Math.max(from, mapping.start()), pageSize, Linux.MS_INVALIDATE);
      if (errno != 0 && errno != Linux.ENOMEM) {
        return mapping;
      }
    }
    return null;
  }

  private PageLockException failure(long address, long byteCount, int errno, long stuck) {
    PageLockException.Builder builder =
        PageLockException.of(Reason.UNLOCK_FAILED, "munlock", address, byteCount)
            .errno(errno, Linux.nameOf(errno))
            .limits(limits.locks());
    String where = "the page at 0x" + Long.toHexString(stuck) + " is mapped and stays locked";
    Optional<Diagnosis> why =
        errno == Linux.ENOMEM ? failures.noMappingLeft("unlocking") : Optional.empty();
    return builder
        .diagnosis(
            why.map(
                    known ->
                        new Diagnosis(
                            known.cause(),
                            where + ", because " + known.explanation(),
                            known.cure()))
                .orElseGet(() -> Diagnoses.unknown(where)))
        .build();
  }
}
