package io.github.pagelock.provider.linux;

import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.linux.jna.LibC;
import io.github.pagelock.spi.MappingRoom;
import java.io.IOException;
import java.util.List;

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
  private final Remedies remedies;
  private final UnlockablePage unlockable;
  private final int pageSize;

  LockFailures(
      LibC libc,
      ProcMaps maps,
      Limits limits,
      Remedies remedies,
      UnlockablePage unlockable,
      int pageSize) {
    this.libc = libc;
    this.maps = maps;
    this.limits = limits;
    this.remedies = remedies;
    this.unlockable = unlockable;
    this.pageSize = pageSize;
  }

  /** Whether the next split of a mapping may be refused. */
  static boolean isUsedUp(MappingRoom room) {
    return room.count() != MappingRoom.UNKNOWN
        && room.max() != MappingRoom.UNKNOWN
        && room.count() + SPLIT >= room.max();
  }

  PageLockException of(String call, int errno, long address, long byteCount) {
    LockLimits now = limits.locks();
    Failure failure = new Failure(call, errno, address, byteCount, now);
    return switch (errno) {
      case Linux.EPERM -> notPermitted(failure);
      case Linux.EAGAIN ->
          failure.because(
              Reason.TRY_AGAIN,
              "the kernel had no memory to make some of the pages resident just now, in the system"
                  + " or in a memory cgroup");
      // EFAULT is what populating says beyond the end of a file.
      case Linux.ENOMEM, Linux.EFAULT -> noMemory(failure);
      case Linux.ENOSYS ->
          failure.because(Reason.UNSUPPORTED, "this kernel (before 4.4) does not have " + call);
      default -> failure.because(Reason.OTHER, "an error that is not expected of " + call);
    };
  }

  private PageLockException notPermitted(Failure failure) {
    LockLimits now = failure.limits;
    if (now.softBytes() == 0 && !now.exempt()) {
      long needed = Math.max(0, now.lockedBytes()) + failure.byteCount;
      return failure
          .builder(Reason.NOT_PERMITTED, "the soft limit is 0, so this process may not lock memory")
          .remedy(remedies.moreLockedBytes(now, needed))
          .build();
    }
    return failure.because(
        Reason.NOT_PERMITTED,
        "the limit is not 0, so a security policy forbids the call (a seccomp filter or a security"
            + " module)");
  }

  private PageLockException noMemory(Failure failure) {
    long from = failure.address;
    long to = from + failure.byteCount;
    LockLimits now = failure.limits;
    try {
      List<Mapping> mappings = maps.overlapping(from, to);
      long added = failure.byteCount - lockedBytes(mappings, from, to);
      boolean isOver = now.softBytes() >= 0 && now.lockedBytes() + added > now.softBytes();
      if (now.binds() && isOver) {
        return overLimit(failure, added, "");
      }
      String where = unlockable.first(mappings, from, to);
      if (!where.isEmpty()) {
        return failure.because(Reason.NOT_MAPPED, where);
      }
      MappingRoom room = limits.mappings();
      if (isUsedUp(room)) {
        return failure
            .builder(
                Reason.LIMIT_EXCEEDED,
                "the process has "
                    + room.count()
                    + " mappings of at most "
                    + room.max()
                    + " (vm.max_map_count), and this lock would split one")
            .remedy(remedies.moreMappings(room.count() + SPLIT))
            .build();
      }
      if (isOver) {
        return overLimit(failure, added, "; CAP_IPC_LOCK seems to have no effect here");
      }
      if (now.binds()) {
        return overLimit(failure, added, " when it was asked; another thread has unlocked since");
      }
    } catch (IOException cannotTell) {
      return failure
          .builder(Reason.OTHER, "/proc/self/maps, which would tell why, cannot be read")
          .causedBy(cannotTell)
          .build();
    }
    return failure.because(
        Reason.OTHER, "neither the limit nor the mappings of the range explain it");
  }

  private PageLockException overLimit(Failure failure, long added, String remark) {
    LockLimits now = failure.limits;
    long needed = now.lockedBytes() + added;
    return failure
        .builder(
            Reason.LIMIT_EXCEEDED,
            "it would add "
                + added
                + " bytes to the "
                + now.lockedBytes()
                + " locked already, over the soft limit of "
                + now.softBytes()
                + " bytes"
                + remark)
        .remedy(remedies.moreLockedBytes(now, needed))
        .build();
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

  private static final class Failure {
    private final String call;
    private final int errno;
    private final long address;
    private final long byteCount;
    private final LockLimits limits;

    Failure(String call, int errno, long address, long byteCount, LockLimits limits) {
      this.call = call;
      this.errno = errno;
      this.address = address;
      this.byteCount = byteCount;
      this.limits = limits;
    }

    PageLockException.Builder builder(Reason reason, String because) {
      return PageLockException.of(reason, call, address, byteCount)
          .errno(errno, Linux.nameOf(errno))
          .limits(limits)
          .because(because);
    }

    PageLockException because(Reason reason, String because) {
      return builder(reason, because).build();
    }
  }
}
