package io.github.pagelock.provider.linux;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.provider.linux.jna.LibC;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.MappingRoom;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds out why mlock or mlock2 failed. ENOMEM alone is the limit, a hole, PROT_NONE, the end of a
 * file or vm.max_map_count.
 */
final class LockFailures {
  /** Locking part of a mapping makes two more. */
  private static final int SPLIT = 2;

  private final LibC libc;
  private final ProcMaps maps;
  private final Limits limits;
  private final Supplier<Cures> cures;
  private final UnlockablePage unlockable;
  private final int pageSize;

  LockFailures(
      LibC libc,
      ProcMaps maps,
      Limits limits,
      Supplier<Cures> cures,
      UnlockablePage unlockable,
      int pageSize) {
    this.libc = libc;
    this.maps = maps;
    this.limits = limits;
    this.cures = cures;
    this.unlockable = unlockable;
    this.pageSize = pageSize;
  }

  PageLockException of(String call, int errno, long address, long byteCount) {
    LockLimits now = limits.locks();
    Diagnosis diagnosis =
        switch (errno) {
          case Linux.EPERM -> notPermitted(call, now, byteCount);
          case Linux.EAGAIN -> Diagnoses.busy(cures.get().busy());
          // EFAULT is what populating says beyond the end of a file.
          case Linux.ENOMEM, Linux.EFAULT -> noMemory(now, address, byteCount);
          case Linux.ENOSYS ->
              new Diagnosis(
                  Cause.MISSING_CALL,
                  "this kernel (before 4.4) does not have " + call,
                  cures.get().missingCall());
          default -> Diagnoses.unknown("an error that is not expected of " + call);
        };
    return PageLockException.of(diagnosis, call, address, byteCount)
        .errno(errno, Linux.nameOf(errno))
        .limits(now)
        .build();
  }

  /** What would make a lock of the range fail, whatever the limits are. */
  Optional<Diagnosis> foresee(long address, long byteCount) {
    try {
      long end = address + byteCount;
      return unlockable.first(maps.overlapping(address, end), address, end, false);
    } catch (IOException cannotTell) {
      return Optional.empty();
    }
  }

  /** That a mapping cannot be split, if that may be so. */
  Optional<Diagnosis> noMappingLeft(String doing) {
    MappingRoom room = limits.mappings();
    boolean isUsedUp =
        room.count() != MappingRoom.UNKNOWN
            && room.max() != MappingRoom.UNKNOWN
            && room.count() + SPLIT >= room.max();
    return isUsedUp
        ? Optional.of(
            Diagnoses.noMappingLeft(
                room, doing, cures.get().of(Bound.MAPPINGS, room.count() + SPLIT)))
        : Optional.empty();
  }

  private Diagnosis notPermitted(String call, LockLimits now, long byteCount) {
    return now.softBytes() == 0 && !now.exempt()
        ? overLimit(now, byteCount, "")
        : Diagnoses.policy(call, cures.get().policy(), cures.get().ofPolicy(call));
  }

  private Diagnosis noMemory(LockLimits now, long from, long byteCount) {
    long to = from + byteCount;
    try {
      List<Mapping> mappings = maps.overlapping(from, to);
      long added = byteCount - lockedBytes(mappings, from, to);
      boolean isOver = now.softBytes() >= 0 && now.lockedBytes() + added > now.softBytes();
      if (now.binds() && isOver) {
        return overLimit(now, added, "");
      }
      Optional<Diagnosis> known =
          unlockable.first(mappings, from, to, true).or(() -> noMappingLeft("locking"));
      if (known.isPresent()) {
        return known.get();
      }
      if (isOver) {
        return overLimit(now, added, "; CAP_IPC_LOCK seems to have no effect here");
      }
      if (now.binds()) {
        return overLimit(now, added, " when it was asked; another thread has unlocked since");
      }
    } catch (IOException cannotTell) {
      return Diagnoses.unknown("/proc/self/maps, which would tell why, cannot be read");
    }
    return Diagnoses.unknown("neither the limit nor the mappings of the range explain it");
  }

  private Diagnosis overLimit(LockLimits now, long added, String remark) {
    long needed = Math.max(0, now.lockedBytes()) + added;
    Diagnosis limit =
        Diagnoses.limit(now, added, needed, 0, cures.get().of(Bound.LOCKED_BYTES, needed));
    return new Diagnosis(limit.cause(), limit.explanation() + remark, limit.cure());
  }

  /** Includes what the failed call itself left locked: the kernel's sum was the same. */
  private long lockedBytes(List<Mapping> mappings, long from, long to) {
    long locked = 0;
    for (Mapping mapping : mappings) {
      long start = Math.max(from, mapping.start());
      if (libc.msync(start, pageSize, Linux.MS_INVALIDATE) == Linux.EBUSY) {
        locked += Math.min(to, mapping.end()) - start;
      }
    }
    return locked;
  }
}
