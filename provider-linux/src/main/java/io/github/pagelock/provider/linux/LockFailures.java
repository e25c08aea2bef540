package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.MappingRoom;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds out why mlock or mlock2 failed. ENOMEM alone is the limit, a hole, PROT_NONE, the end of a
 * file or vm.max_map_count.
 */
final class LockFailures {
  private static final String SINCE_UNLOCKED =
      " when it was asked; another thread has unlocked since";

  private final LibC libc;
  private final ProcMaps maps;
  private final MappingQuery query;
  private final Limits limits;
  private final Function<LockLimits, Cures> cures;
  private final UnlockablePage unlockable;
  private final int pageSize;
  private final String kernel;

  LockFailures(
      LibC libc,
      ProcMaps maps,
      Limits limits,
      Function<LockLimits, Cures> cures,
      UnlockablePage unlockable,
      String kernel,
      int pageSize) {
    this.libc = libc;
    this.maps = maps;
    this.query = new MappingQuery(libc);
    this.limits = limits;
    this.cures = cures;
    this.unlockable = unlockable;
    this.kernel = kernel;
    this.pageSize = pageSize;
  }

  /** The sentence and the cure are made when somebody asks: they need more of /proc. */
  private record Found(Cause cause, Supplier<Diagnosis> diagnosis) {
    Found(Diagnosis known) {
      this(known.cause(), () -> known);
    }
  }

  PageLockException of(String call, int errno, long address, long byteCount) {
    LockLimits now = limits.locks();
    Found found =
        switch (errno) {
          case Linux.EPERM -> notPermitted(call, now, byteCount);
          case Linux.EAGAIN -> new Found(Cause.BUSY, () -> Diagnoses.busy(cures.apply(now).busy()));
          case Linux.ENOMEM -> new Found(noMemory(now, address, byteCount));
          case Linux.ENOSYS -> noSuchCall(call, now);
          default -> new Found(Diagnoses.unknown("an error that is not expected of " + call));
        };
    LockFailure failure =
        LockFailure.of(found.cause(), found.diagnosis(), call, address, byteCount)
            .errno(errno, Linux.nameOf(errno));
    return (concernsLimits(found.cause()) ? failure.limits(now) : failure).build();
  }

  /** Of memory that counts as locked from its mapping on, by MAP_LOCKED's rule: EAGAIN. */
  PageLockException ofMapping(String call, int errno, long address, long byteCount) {
    LockLimits now = limits.locks();
    Diagnosis diagnosis =
        now.binds()
            ? overLimit(now, byteCount, isOver(now, byteCount) ? "" : SINCE_UNLOCKED)
            : Diagnoses.unknown("the limit on locked memory does not explain it");
    return LockFailure.of(diagnosis, call, address, byteCount)
        .errno(errno, Linux.nameOf(errno))
        .limits(now)
        .build();
  }

  private static boolean isOver(LockLimits now, long added) {
    return !now.soft().allows(LimitNumbers.locked(now) + added);
  }

  private static boolean concernsLimits(Cause cause) {
    return switch (cause) {
      case LIMIT, LIMIT_ZERO, POLICY, UNKNOWN -> true;
      default -> false;
    };
  }

  private Found policy(String forbidden, String call, LockLimits now) {
    return new Found(
        Cause.POLICY,
        () ->
            Diagnoses.policy(
                forbidden, cures.apply(now).policy(), cures.apply(now).ofPolicy(call)));
  }

  /** A seccomp filter may answer as a kernel does that lacks the call. */
  private Found noSuchCall(String call, LockLimits now) {
    boolean exists = !call.equals("mlock2") || KernelVersion.isAtLeast(kernel, 4, 4);
    return exists
        ? policy(call + " (as if Linux " + kernel + " did not have it)", call, now)
        : new Found(
            Cause.MISSING_CALL,
            () ->
                Diagnosis.of(
                    Cause.MISSING_CALL,
                    "this kernel (" + kernel + ", before 4.4) does not have " + call,
                    cures.apply(now).missingCall()));
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
    return noMappingLeft(limits.mappings(), doing);
  }

  Optional<Diagnosis> noMappingLeft(MappingRoom room, String doing) {
    long needed = room.count() + MappingRoom.PER_LOCK;
    boolean isUsedUp =
        room.count() != MappingRoom.UNKNOWN
            && room.max() != MappingRoom.UNKNOWN
            && needed >= room.max();
    return isUsedUp
        ? Optional.of(
            Diagnoses.noMappingLeft(
                room, doing, cure(Bound.MAPPINGS, needed, LockLimits.ALL_UNKNOWN)))
        : Optional.empty();
  }

  private Found notPermitted(String call, LockLimits now, long byteCount) {
    return LimitNumbers.soft(now) == 0 && !now.exempt()
        ? new Found(overLimit(now, byteCount, ""))
        : policy(call, call, now);
  }

  private Cure cure(Bound bound, long needed, LockLimits now) {
    return Cure.later(() -> cures.apply(now).of(bound, needed));
  }

  private Diagnosis noMemory(LockLimits now, long from, long byteCount) {
    long to = from + byteCount;
    try {
      List<Mapping> mappings = query.overlapping(from, to, maps);
      long added = byteCount - lockedBytes(mappings, from, to);
      if (now.binds() && isOver(now, added)) {
        return overLimit(now, added, "");
      }
      Optional<Diagnosis> known =
          unlockable.first(mappings, from, to, true).or(() -> noMappingLeft("locking"));
      if (known.isPresent()) {
        return known.get();
      }
      if (now.binds()) {
        return overLimit(now, added, SINCE_UNLOCKED);
      }
    } catch (IOException cannotTell) {
      return Diagnoses.unknown("/proc/self/maps, which would tell why, cannot be read");
    }
    return Diagnoses.unknown(
        now.exempt()
            ? "the mappings of the range do not explain it; the kernel may have had no memory"
            : "neither the limit nor the mappings of the range explain it");
  }

  private Diagnosis overLimit(LockLimits now, long added, String remark) {
    long needed = now.lockedBytes().orElse(0) + added;
    Diagnosis limit = Diagnoses.limit(now, added, needed, 0, cure(Bound.LOCKED_BYTES, needed, now));
    return Diagnosis.of(limit.cause(), limit.explanation() + remark, limit.cure());
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
