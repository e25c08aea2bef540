package io.github.pagelock.provider.linux;

import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.ProcessLocking;
import io.github.pagelock.spi.ProcessMapping;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Locks the whole process.
 *
 * <p>mlockall(MCL_FUTURE) changes no mapping, so it takes a microsecond whatever there is. To end
 * that, and nothing else, there is only mlockall(MCL_CURRENT | MCL_ONFAULT): it marks every mapping
 * as locked on fault, which takes 0.1 ms where all are locked already, and 42 ms for each GiB of
 * resident memory that is not. munlockall takes that for everything that is locked.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mlockall.2.html">mlockall(2)</a>
 */
final class LinuxProcess implements ProcessLocking {
  private final LibC libc;
  private final ProcFs proc;
  private final ProcMaps maps;
  private final MappingQuery query;
  private final Limits limits;
  private final Function<LockLimits, Cures> cures;
  private final LockFailures failures;
  private final Landmarks landmarks;
  private final String architecture = System.getProperty("os.arch", "");

  LinuxProcess(
      LibC libc,
      ProcFs proc,
      ProcMaps maps,
      MappingQuery query,
      Limits limits,
      Function<LockLimits, Cures> cures,
      LockFailures failures,
      Landmarks landmarks) {
    this.libc = libc;
    this.proc = proc;
    this.maps = maps;
    this.query = query;
    this.limits = limits;
    this.cures = cures;
    this.failures = failures;
    this.landmarks = landmarks;
  }

  /** Asks for nothing, which is EINVAL, whoever asks; a seccomp filter says something else. */
  static boolean isThere(LibC libc) {
    return libc.mlockall(0) == Linux.EINVAL;
  }

  @Override
  public long mappedBytes() {
    long kib = ProcFs.field(proc.read("/proc/self/status"), "VmSize:");
    return kib < 0 ? UNKNOWN : kib * 1024;
  }

  /** But for what the kernel provides itself, such as [vdso]: it is never anywhere else. */
  @Override
  public List<ProcessMapping> mappings(long from, long to) {
    try {
      boolean isAll = to == Long.MAX_VALUE;
      List<Mapping> found = isAll ? maps.overlapping(from, to) : query.overlapping(from, to, maps);
      return found.stream()
          .filter(mapping -> !mapping.isSpecial())
          .map(mapping -> part(mapping, from, to))
          .toList();
    } catch (IOException cannotTell) {
      throw LockFailure.of(Reason.OTHER, "mlockall", 0, 0)
          .because("/proc/self/maps, which tells what is mapped, cannot be read")
          .causedBy(cannotTell)
          .build();
    }
  }

  private static ProcessMapping part(Mapping mapping, long from, long to) {
    long start = Math.max(from, mapping.start());
    return new ProcessMapping(start, Math.min(to, mapping.end()) - start, mapping.accessible());
  }

  /** Linux 5.10 marks them and says ENOMEM, since it cannot bring them in. */
  @Override
  public boolean markInaccessible(long address, long byteCount) {
    int errno = libc.mlock2(address, byteCount, Linux.MLOCK_ONFAULT);
    if (errno == Linux.ENOMEM && landmarks.isLocked(address)) {
      errno = 0;
    }
    if (errno != 0) {
      throw failures.of("mlock2", errno, address, byteCount);
    }
    return true;
  }

  @Override
  public void lockFuture(LockMode mode) {
    mlockall(false, true, mode == LockMode.ON_FAULT);
  }

  @Override
  public void stopFuture() {
    mlockall(true, false, true);
  }

  @Override
  public void lockAll(boolean current, boolean future) {
    mlockall(current, future, false);
  }

  private void mlockall(boolean current, boolean future, boolean onFault) {
    int errno = libc.mlockall(Linux.mcl(architecture, current, future, onFault));
    if (errno == Linux.ENOMEM) {
      throw overLimit(errno);
    }
    if (errno != 0) {
      throw failures.of("mlockall", errno, 0, 0);
    }
  }

  /** The kernel compares the address space with the limit, however much of it is resident. */
  private PageLockException overLimit(int errno) {
    LockLimits now = limits.locks();
    long mapped = mappedBytes();
    return LockFailure.of(
            Diagnoses.processLimit(now, mapped, 0, cures.apply(now).of(Bound.LOCKED_BYTES, mapped)),
            "mlockall",
            0,
            0)
        .errno(errno, Linux.nameOf(errno))
        .limits(now)
        .build();
  }

  @Override
  public void unlockAll() {
    int errno = libc.munlockall();
    if (errno != 0) {
      throw LockFailure.of(Reason.UNLOCK_FAILED, "munlockall", 0, 0)
          .errno(errno, Linux.nameOf(errno))
          .because("the kernel refused it")
          .build();
    }
  }

  @Override
  public boolean isLockedByOthers() {
    return landmarks.areLocked();
  }
}
