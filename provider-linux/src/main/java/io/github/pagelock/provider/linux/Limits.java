package io.github.pagelock.provider.linux;

import io.github.pagelock.LockLimits;
import io.github.pagelock.provider.linux.jna.LibC;
import io.github.pagelock.spi.MappingRoom;

/** Asks for RLIMIT_MEMLOCK, what is locked, and the room for mappings. */
final class Limits {
  private static final String EXEMPTION = "effective CAP_IPC_LOCK";

  private final LibC libc;
  private final ProcFs proc;
  private final ProcMaps maps;
  private final Privileges privileges;

  Limits(LibC libc, ProcFs proc, ProcMaps maps, Privileges privileges) {
    this.libc = libc;
    this.proc = proc;
    this.maps = maps;
    this.privileges = privileges;
  }

  LockLimits locks() {
    long soft = LockLimits.UNKNOWN;
    long hard = LockLimits.UNKNOWN;
    long[] softAndHard = new long[2];
    if (libc.getrlimit(Linux.RLIMIT_MEMLOCK, softAndHard) == 0) {
      soft = bytes(softAndHard[0]);
      hard = bytes(softAndHard[1]);
    }
    ProcStatus status = ProcStatus.read(proc);
    long locked = status.lockedBytes() < 0 ? LockLimits.UNKNOWN : status.lockedBytes();
    boolean exempt = privileges.count(status, Linux.CAP_IPC_LOCK);
    return new LockLimits(soft, hard, locked, exempt, EXEMPTION);
  }

  MappingRoom mappings() {
    long count = maps.count();
    long max = proc.number("/proc/sys/vm/max_map_count");
    return new MappingRoom(
        count < 0 ? MappingRoom.UNKNOWN : count, max < 0 ? MappingRoom.UNKNOWN : max);
  }

  private static long bytes(long rlimit) {
    return rlimit < 0 ? LockLimits.UNLIMITED : rlimit; // RLIM_INFINITY is ~0
  }
}
