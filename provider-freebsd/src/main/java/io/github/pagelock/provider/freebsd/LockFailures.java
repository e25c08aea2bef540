package io.github.pagelock.provider.freebsd;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.provider.freebsd.SystemLimits.OfSystem;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageDiagnoses;
import java.util.Optional;

/**
 * Finds out why mlock or aio_mlock failed. ENOMEM alone is the limit of the process, that of the
 * system, a hole, or memory that may not be read; EAGAIN is that of the system before FreeBSD 13.
 */
final class LockFailures {
  private final VmMapReader maps;
  private final SystemLimits limits;
  private final Permission permission;
  private final Cures cures;
  private final int pageSize;

  LockFailures(
      VmMapReader maps, SystemLimits limits, Permission permission, Cures cures, int pageSize) {
    this.maps = maps;
    this.limits = limits;
    this.permission = permission;
    this.cures = cures;
    this.pageSize = pageSize;
  }

  /** For a call that has locked nothing. */
  PageLockException of(String call, int errno, long address, long byteCount) {
    Optional<VmMap> map = maps.now();
    LockLimits now = limits.ofProcess(map.map(VmMap::wiredBytes).orElse(LimitNumbers.UNKNOWN));
    Diagnosis diagnosis =
        switch (errno) {
          case FreeBsd.EPERM -> permission.missing();
          case FreeBsd.ENOMEM -> noMemory(now, map, address, byteCount);
          case FreeBsd.EAGAIN -> ofSystem(limits.ofSystem(), byteCount);
          case FreeBsd.EINVAL ->
              Diagnoses.unknown("the range is not one: address + length overflow");
          case FreeBsd.ENOSYS ->
              Diagnosis.of(Cause.MISSING_CALL, "this kernel does not have " + call, Cure.NONE);
          default -> Diagnoses.unknown("an error that is not expected of " + call);
        };
    return LockFailure.of(diagnosis, call, address, byteCount)
        .errno(errno, FreeBsd.nameOf(errno))
        .limits(now)
        .build();
  }

  /** Of mlockall; the kernel compares the address space with the limit. */
  PageLockException ofProcess(int errno) {
    Optional<VmMap> map = maps.now();
    LockLimits now = limits.ofProcess(map.map(VmMap::wiredBytes).orElse(LimitNumbers.UNKNOWN));
    long mapped = map.map(VmMap::mappedBytes).orElse(0L);
    if (errno == FreeBsd.ENOMEM && now.binds() && !now.soft().allows(mapped)) {
      return LockFailure.of(
              Diagnoses.processLimit(now, mapped, 0, cures.moreLockedBytes(now, mapped)),
              "mlockall",
              0,
              0)
          .errno(errno, FreeBsd.nameOf(errno))
          .limits(now)
          .build();
    }
    return of("mlockall", errno, 0, mapped);
  }

  /** What would make a lock of the range fail, beside the limit of the process. */
  Optional<Diagnosis> foresee(long address, long byteCount) {
    if (byteCount == 0) {
      return permission.problem();
    }
    Optional<VmMap> map = maps.now();
    long locked = map.map(m -> m.wiredBytes(address, address + byteCount)).orElse(0L);
    OfSystem system = limits.ofSystem();
    return map.flatMap(m -> unlockable(m, address, address + byteCount))
        .or(
            () ->
                system.isExceededBy(byteCount - locked)
                    ? Optional.of(ofSystem(system, byteCount - locked))
                    : Optional.empty());
  }

  /** In the order of the kernel; what is locked already is charged again by the process's limit. */
  private Diagnosis noMemory(LockLimits now, Optional<VmMap> map, long address, long byteCount) {
    long needed = now.lockedBytes().orElse(0) + byteCount;
    OfSystem system = limits.ofSystem();
    if (system.maxBytes() >= 0 && byteCount > system.maxBytes()) {
      return ofSystem(system, byteCount);
    }
    if (now.binds() && needed > LimitNumbers.soft(now)) {
      return ofProcess(now, byteCount, needed);
    }
    Optional<Diagnosis> range = map.flatMap(m -> unlockable(m, address, address + byteCount));
    if (range.isPresent()) {
      return range.get();
    }
    long locked = map.map(m -> m.wiredBytes(address, address + byteCount)).orElse(0L);
    if (system.isExceededBy(byteCount - locked)) {
      return ofSystem(system, byteCount - locked);
    }
    return Diagnoses.unknown(
        "neither the limits nor the mappings of the range explain it as they are now: another"
            + " thread may have unlocked since, a page may lie beyond the end of its file, or the"
            + " system may have run out of memory");
  }

  private Diagnosis ofProcess(LockLimits now, long added, long needed) {
    return Diagnoses.limit(now, added, needed, 0, cures.moreLockedBytes(now, needed));
  }

  private Diagnosis ofSystem(OfSystem system, long added) {
    if (system.maxBytes() < 0) {
      return Diagnosis.of(
          Cause.SYSTEM_LIMIT,
          "the limit of the whole system on locked memory is reached",
          Cure.NONE);
    }
    return Diagnosis.of(
        Cause.SYSTEM_LIMIT,
        "it adds "
            + added
            + " bytes to what all processes have locked ("
            + (system.lockedBytes() < 0 ? "which is not told" : system.lockedBytes() + " bytes")
            + "), and the limit of the whole system is "
            + system.maxBytes()
            + " bytes ("
            + system.name()
            + ")",
        cures.moreOfSystem(system, added));
  }

  /** The first page that is not mapped or may not be read. */
  private Optional<Diagnosis> unlockable(VmMap map, long from, long to) {
    long covered = from;
    for (int i = map.firstEndingAfter(from); covered < to; i++) {
      boolean isHole = i == map.count() || map.start(i) > covered;
      if (isHole || !map.isReadable(i)) {
        String page = PageDiagnoses.page(covered, from, to - from, pageSize);
        return Optional.of(
            isHole
                ? PageDiagnoses.hole(page, cures.hole())
                : PageDiagnoses.noAccess(page, cures.noAccess()));
      }
      covered = map.end(i);
    }
    return Optional.empty();
  }
}
