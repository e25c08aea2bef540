package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.MemoryRoom;
import java.util.List;

/** Says what to do about a limit, for a process that was started from a shell. */
final class Cures {
  private static final long KIB = 1024;

  /** A lock leaves a tenth of the room for mappings to the JVM. */
  private static final long MAPPINGS_SPARE = 9;

  private final Limits limits;
  private final MemoryLeft memory;

  Cures(Limits limits, MemoryLeft memory) {
    this.limits = limits;
    this.memory = memory;
  }

  Cure of(Bound bound, long needed) {
    return switch (bound) {
      case LOCKED_BYTES -> moreLockedBytes(limits.locks(), needed);
      case MAPPINGS -> moreMappings(needed);
      case MEMORY -> moreMemory(needed, memory.now().boundBy());
    };
  }

  String policy() {
    return "a security policy (a seccomp filter or a security module)";
  }

  Cure ofPolicy(String call) {
    return Cure.NONE;
  }

  Cure busy() {
    return Cure.NONE;
  }

  Cure missingCall() {
    return Cure.NONE;
  }

  private static Cure cure(String remedy, boolean tried) {
    return new Cure(Launcher.UNKNOWN, List.of(new Remedy(remedy, tried)), List.of());
  }

  /** What the total has to be for the lock to succeed; null if it would succeed. */
  static Cure moreLockedBytes(LockLimits limits, long neededBytes) {
    if (limits.exempt() || limits.hardBytes() == LockLimits.UNKNOWN) {
      return Cure.NONE;
    }
    long kib = (neededBytes + KIB - 1) / KIB;
    if (kib <= limits.hardBytes() / KIB) {
      // -S, because without it the hard limit falls too, and only root can raise it again.
      return cure(
          "run `ulimit -S -l " + kib + "` in the shell and start the program again from it", true);
    }
    return cure(
        "the hard limit is too low: as root run `"
            + prlimit(kib * KIB)
            + "` for the shell and start the program again from it, or write a line `* - memlock "
            + kib
            + "` to /etc/security/limits.conf and log in again",
        false);
  }

  static Cure moreMappings(long needed) {
    long enough = needed + needed / MAPPINGS_SPARE + 1;
    return cure("as root run `sysctl -w vm.max_map_count=" + enough + "`", false);
  }

  static Cure moreMemory(long neededBytes, String boundBy) {
    String cgroup =
        boundBy.startsWith(MemoryRoom.CGROUP)
            ? ", or raise the memory limit (memory.max, memory.limit_in_bytes) of the " + boundBy
            : "";
    return cure(
        "free memory until " + neededBytes + " bytes are left, or lock less" + cgroup, false);
  }

  private static String prlimit(long bytes) {
    String shell =
        ProcessHandle.current().parent().map(p -> Long.toString(p.pid())).orElse("$PPID");
    return "prlimit --pid " + shell + " --memlock=" + bytes + ":" + bytes;
  }
}
