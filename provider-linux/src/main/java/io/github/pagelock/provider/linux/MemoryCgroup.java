package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.MemoryRoom;

/**
 * What a memory cgroup may still charge.
 *
 * @param directory its files
 * @param limitFile what binds it: memory.max, or memory.high where that is less, of version 2;
 *     memory.limit_in_bytes of version 1
 * @param limit in bytes; -1 if it does not tell
 * @param used bytes that are charged; -1 if it does not tell
 * @param reclaimable page cache among them, in bytes
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#memory">Control Group v2</a>
 */
record MemoryCgroup(String directory, String limitFile, long limit, long used, long reclaimable) {
  /** Kernels without a limit say a number just below 2^63, rounded to pages. */
  private static final long NO_LIMIT = 1L << 62;

  private static final String HIGH = "/memory.high";

  static MemoryCgroup at(ProcFs proc, boolean isUnified, String directory) {
    String file = directory + (isUnified ? "/memory.max" : "/memory.limit_in_bytes");
    long limit = proc.number(file);
    long high = isUnified ? proc.number(directory + HIGH) : -1;
    if (high >= 0 && (limit < 0 || high < limit)) {
      limit = high;
      file = directory + HIGH;
    }
    String statistics = proc.read(directory + "/memory.stat");
    String prefix = isUnified ? "" : "total_";
    return new MemoryCgroup(
        directory,
        file,
        limit,
        proc.number(directory + (isUnified ? "/memory.current" : "/memory.usage_in_bytes")),
        Math.max(0, ProcFs.field(statistics, prefix + "inactive_file "))
            + Math.max(0, ProcFs.field(statistics, prefix + "active_file ")));
  }

  /** Unknown if it has no limit. */
  MemoryRoom room(long cachedBytes) {
    if (limit < 0 || limit >= NO_LIMIT || used < 0) {
      return MemoryRoom.ALL_UNKNOWN;
    }
    long left = Math.min(limit, limit - used + reclaimable - Math.min(reclaimable, cachedBytes));
    String throttles = limitFile.endsWith(HIGH) ? MemoryRoom.THROTTLES : "";
    return MemoryRoom.of(Math.max(0, left), MemoryRoom.CGROUP + directory + throttles);
  }
}
