package io.github.pagelock.provider.linux;

import io.github.pagelock.spi.MemoryRoom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much more can become resident: the least of what the system has available and what every
 * memory cgroup from the process's own up to the top may still charge. A file that cannot be read
 * tells nothing and limits nothing.
 */
final class MemoryLeft {
  /** Kernels without a limit say a number just below 2^63, rounded to pages. */
  private static final long NO_LIMIT = 1L << 62;

  private final ProcFs proc;
  private final List<MemoryCgroupMount> mounts;

  MemoryLeft(ProcFs proc) {
    this.proc = proc;
    this.mounts = MemoryCgroupMount.parse(proc.read("/proc/self/mountinfo"));
  }

  MemoryRoom now() {
    long kib = ProcFs.field(proc.read("/proc/meminfo"), "MemAvailable:");
    MemoryRoom least =
        kib < 0 ? MemoryRoom.ALL_UNKNOWN : new MemoryRoom(kib * 1024, "MemAvailable");
    String memberships = proc.read("/proc/self/cgroup");
    for (MemoryCgroupMount mount : mounts) {
      for (String directory : directories(mount, memberships)) {
        long left = left(mount, directory);
        if (left >= 0
            && (least.availableBytes() == MemoryRoom.UNKNOWN || left < least.availableBytes())) {
          least = new MemoryRoom(left, MemoryRoom.CGROUP + directory);
        }
      }
    }
    return least;
  }

  /** The limit of the cgroup that binds. */
  Situation.Group group(MemoryRoom room) {
    if (!room.isCgroup()) {
      return Situation.Group.NONE;
    }
    String directory = room.boundBy().substring(MemoryRoom.CGROUP.length());
    for (MemoryCgroupMount mount : mounts) {
      String file = directory + limitFile(mount);
      if ((directory + "/").startsWith(mount.point() + "/") && proc.number(file) >= 0) {
        return new Situation.Group(
            file, proc.number(file), room.availableBytes(), directory.equals(mount.point()));
      }
    }
    return Situation.Group.NONE;
  }

  private static String limitFile(MemoryCgroupMount mount) {
    return mount.isUnified() ? "/memory.max" : "/memory.limit_in_bytes";
  }

  /** The process's own cgroup first, then those that are charged along with it. */
  private List<String> directories(MemoryCgroupMount mount, @Nullable String memberships) {
    List<String> found = new ArrayList<>();
    String path = mount.below(memberships);
    while (path != null) {
      found.add(mount.point() + path);
      int slash = path.lastIndexOf('/');
      path = slash < 0 ? null : path.substring(0, slash);
      boolean flat =
          path != null
              && !mount.isUnified()
              && proc.number(mount.point() + path + "/memory.use_hierarchy") == 0;
      if (flat) {
        break;
      }
    }
    return found;
  }

  /** Bytes that a cgroup may still charge, or -1 if it has no limit or does not tell. */
  private long left(MemoryCgroupMount mount, String directory) {
    boolean unified = mount.isUnified();
    long max = proc.number(directory + limitFile(mount));
    long used = proc.number(directory + (unified ? "/memory.current" : "/memory.usage_in_bytes"));
    if (max < 0 || max >= NO_LIMIT || used < 0) {
      return -1;
    }
    String statistics = proc.read(directory + "/memory.stat");
    String prefix = unified ? "" : "total_";
    long reclaimable =
        Math.max(0, ProcFs.field(statistics, prefix + "inactive_file "))
            + Math.max(0, ProcFs.field(statistics, prefix + "active_file "));
    return Math.max(0, Math.min(max, max - used + reclaimable));
  }
}
