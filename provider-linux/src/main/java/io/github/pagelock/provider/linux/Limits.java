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
      return LimitNumbers.of(soft, rlimit.hardBytes(), LimitNumbers.locked(known.limits()))
          .withExemption(false, Privileges.EXEMPTION);
    }
    long locked = LimitNumbers.locked(known.limits());
    LockLimits now =
        !known.limits().exempt() && check.holds(locked, soft)
            ? LimitNumbers.of(soft, rlimit.hardBytes(), locked)
                .withExemption(false, Privileges.EXEMPTION)
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
    boolean exempt = privileges.count(status, Privileges.CAP_IPC_LOCK);
    return LimitNumbers.of(rlimit.softBytes(), rlimit.hardBytes(), locked)
        .withExemption(exempt, Privileges.EXEMPTION);
  }

  MappingRoom mappings() {
    return maps.room();
  }
}
