package io.github.pagelock.provider.linux;

import io.github.pagelock.LockLimits;
import io.github.pagelock.posix.Rlimit;
import io.github.pagelock.provider.linux.libc.LibC;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.MappingRoom;

/** Asks for RLIMIT_MEMLOCK, what is locked, and the room for mappings. */
final class Limits {
  private static final long JUST_NOW_NANOS = 100_000;

  /** In /proc/PID/status. */
  private static final String LOCKED_NAME = "VmLck";

  private record Asked(LockLimits limits, long nanoTime) {
    boolean isOfJustNow() {
      return System.nanoTime() - nanoTime < JUST_NOW_NANOS;
    }
  }

  private final LibC libc;
  private final ProcFs proc;
  private final ProcMaps maps;
  private final Privileges privileges;
  private final LockedCheck check;
  private volatile Asked last =
      new Asked(LockLimits.ALL_UNKNOWN, System.nanoTime() - JUST_NOW_NANOS);

  Limits(LibC libc, ProcFs proc, ProcMaps maps, Privileges privileges, LockedCheck check) {
    this.libc = libc;
    this.proc = proc;
    this.maps = maps;
    this.privileges = privileges;
    this.check = check;
  }

  /** Those of now and of this thread; /proc is read only if more or less is locked than before. */
  LockLimits locks() {
    Rlimit rlimit = Rlimit.of(libc, Linux.RLIMIT_MEMLOCK);
    long soft = rlimit.softBytes();
    Asked known = last;
    if (soft == 0 && known.isOfJustNow() && check.forbidsAll()) {
      // How much is locked can be read only, and decides about nothing.
      return of(rlimit, LimitNumbers.locked(known.limits()), false);
    }
    long locked = LimitNumbers.locked(known.limits());
    LockLimits now =
        !known.limits().exempt() && check.holds(locked, soft)
            ? of(rlimit, locked, false)
            : read(rlimit);
    last = new Asked(now, System.nanoTime());
    return now;
  }

  /** Without asking again if somebody did within 0.1 ms, as whoever has to refuse a lock does. */
  LockLimits justNow() {
    Asked known = last;
    return known.isOfJustNow() ? known.limits() : locks();
  }

  private LockLimits read(Rlimit rlimit) {
    ProcStatus status = ProcStatus.read(proc);
    long locked = status.lockedBytes() < 0 ? LimitNumbers.UNKNOWN : status.lockedBytes();
    return of(rlimit, locked, privileges.count(status, Privileges.CAP_IPC_LOCK));
  }

  private static LockLimits of(Rlimit rlimit, long locked, boolean exempt) {
    return LimitNumbers.of(rlimit.softBytes(), rlimit.hardBytes(), locked)
        .withExemption(exempt, Privileges.EXEMPTION)
        .withLockedName(LOCKED_NAME);
  }

  MappingRoom mappings() {
    return maps.room();
  }
}
