package io.github.pagelock.provider.linux;

import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import org.jspecify.annotations.Nullable;

/** Says what to do about a limit, for a process that was started from a shell. */
final class Remedies {
  private static final long KIB = 1024;

  /** A lock leaves a tenth of the room for mappings to the JVM. */
  private static final long MAPPINGS_SPARE = 9;

  /** What the total has to be for the lock to succeed; null if it would succeed. */
  @Nullable Remedy moreLockedBytes(LockLimits limits, long neededBytes) {
    if (limits.exempt() || limits.hardBytes() == LockLimits.UNKNOWN) {
      return null;
    }
    long kib = (neededBytes + KIB - 1) / KIB;
    if (kib <= limits.hardBytes() / KIB) {
      // -S, because without it the hard limit falls too, and only root can raise it again.
      return new Remedy(
          "run `ulimit -S -l " + kib + "` in the shell and start the program again from it", true);
    }
    return new Remedy(
        "the hard limit is too low: as root run `"
            + prlimit(kib * KIB)
            + "` for the shell and start the program again from it, or write a line `* - memlock "
            + kib
            + "` to /etc/security/limits.conf and log in again",
        false);
  }

  Remedy moreMappings(long needed) {
    long enough = needed + needed / MAPPINGS_SPARE + 1;
    return new Remedy("as root run `sysctl -w vm.max_map_count=" + enough + "`", false);
  }

  Remedy moreMemory(long neededBytes, String boundBy) {
    String cgroup =
        boundBy.startsWith(MemoryLeft.CGROUP)
            ? ", or raise the memory limit (memory.max, memory.limit_in_bytes) of the " + boundBy
            : "";
    return new Remedy(
        "free memory until " + neededBytes + " bytes are left, or lock less" + cgroup, false);
  }

  private static String prlimit(long bytes) {
    String shell =
        ProcessHandle.current().parent().map(p -> Long.toString(p.pid())).orElse("$PPID");
    return "prlimit --pid " + shell + " --memlock=" + bytes + ":" + bytes;
  }
}
