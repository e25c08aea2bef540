package io.github.pagelock.provider.fallback;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.provider.fallback.libc.LibC;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageDiagnoses;

/** Finds out why mlock failed, as far as a system can be asked of which only POSIX is known. */
final class LockFailures {
  private final LibC libc;
  private final UnixSystem system;
  private final Limits limits;
  private final Cures cures;
  private final PageProbe probe;
  private final int pageSize;

  LockFailures(
      LibC libc, UnixSystem system, Limits limits, Cures cures, PageProbe probe, int pageSize) {
    this.libc = libc;
    this.system = system;
    this.limits = limits;
    this.cures = cures;
    this.probe = probe;
    this.pageSize = pageSize;
  }

  PageLockException of(int errno, long address, long byteCount) {
    LockLimits now = limits.now();
    String name = system.nameOf(errno);
    Diagnosis diagnosis =
        switch (name) {
          case "EPERM" -> notPermitted(now, byteCount);
          case "EAGAIN" -> tryAgain(now, byteCount);
          case "ENOMEM" -> noMemory(now, address, byteCount);
          case "ENOSYS" ->
              Diagnosis.of(Cause.MISSING_CALL, system.label() + " has no mlock", Cure.NONE);
          default -> other(errno, name, address, byteCount);
        };
    return LockFailure.of(diagnosis, "mlock", address, byteCount)
        .errno(errno, name)
        .limits(now)
        .build();
  }

  /** Of mlockall: no page of it is anybody's in particular. */
  PageLockException ofProcess(int errno) {
    LockLimits now = limits.now();
    String name = system.nameOf(errno);
    Diagnosis diagnosis =
        switch (name) {
          case "EPERM" -> notPermitted(now, 0);
          case "EAGAIN", "ENOMEM" ->
              Diagnosis.of(
                  Cause.LIMIT,
                  "the whole process is more than the limit on locked memory, of this process or"
                      + " of the system, or than there is memory",
                  cures.moreLockedBytes(now, 2 * Math.max(0, finite(now))));
          default -> Diagnoses.unknown(libc.strerror(errno));
        };
    return LockFailure.of(diagnosis, "mlockall", 0, 0).errno(errno, name).limits(now).build();
  }

  /** How much the process is, nobody tells: more than the limit, at least. */
  private static long finite(LockLimits now) {
    long soft = LimitNumbers.soft(now);
    return soft > Long.MAX_VALUE / 2 ? 0 : soft;
  }

  private Diagnosis notPermitted(LockLimits now, long byteCount) {
    if (!system.isLinux()) {
      return Diagnosis.of(
          Cause.PRIVILEGE,
          system.label() + " lets this process lock no memory",
          cures.permission());
    }
    return LimitNumbers.soft(now) == 0
        ? Diagnoses.limit(now, byteCount, byteCount, 0, cures.moreLockedBytes(now, byteCount))
        : Diagnoses.policy(
            "mlock",
            "a security policy (a seccomp filter or a security module)",
            cures.permission());
  }

  private Diagnosis tryAgain(LockLimits now, long byteCount) {
    return system.saysEagainForALimit()
        ? limit(now, byteCount, "")
        : Diagnosis.of(Cause.BUSY, "some of the pages could not be locked just now", Cure.NONE);
  }

  private Diagnosis noMemory(LockLimits now, long address, long byteCount) {
    long unreadable = probe.firstUnreadable(address, byteCount);
    if (unreadable == PageProbe.NONE) {
      return limit(now, byteCount, ", because every page of it can be read");
    }
    return unreadable == PageProbe.CANNOT_TELL
        ? Diagnoses.unknown(
            "a limit on locked memory, or a page of it that is not mapped; which of them cannot be"
                + " told, because no pipe could be opened")
        : notReadable(unreadable, address, byteCount);
  }

  private Diagnosis notReadable(long page, long address, long byteCount) {
    return Diagnosis.of(
        Cause.HOLE,
        PageDiagnoses.page(page, address, byteCount, pageSize)
            + " is not mapped, may not be read, or lies beyond the end of its file",
        Cures.hole());
  }

  /** What is locked already is not known, but no more than the limit: so much is enough. */
  private Diagnosis limit(LockLimits now, long byteCount, String how) {
    long soft = LimitNumbers.soft(now);
    boolean finite = soft != LimitNumbers.UNKNOWN && soft != LimitNumbers.UNLIMITED;
    return Diagnosis.of(
        Cause.LIMIT,
        "a limit on locked memory is reached, of this process or of the system" + how,
        cures.moreLockedBytes(now, finite ? soft + byteCount : byteCount));
  }

  /** EACCES of macOS is memory that may not be accessed; of an unknown system nothing is known. */
  private Diagnosis other(int errno, String name, long address, long byteCount) {
    boolean maybeThePages =
        name.equals("EACCES") || name.equals("EFAULT") || system == UnixSystem.OTHER;
    long unreadable =
        maybeThePages ? probe.firstUnreadable(address, byteCount) : PageProbe.CANNOT_TELL;
    return unreadable == PageProbe.NONE || unreadable == PageProbe.CANNOT_TELL
        ? Diagnoses.unknown(libc.strerror(errno))
        : notReadable(unreadable, address, byteCount);
  }
}
