package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.ProcFs;
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
  private final ProcFs proc;
  private final List<MemoryCgroupMount> mounts;

  MemoryLeft(ProcFs proc) {
    this.proc = proc;
    this.mounts = MemoryCgroupMount.parse(proc.read("/proc/self/mountinfo"));
  }

  MemoryRoom now() {
    return without(0);
  }

  /**
   * What would be left if so much page cache had to stay. It may be charged to any of these, so
   * each loses it from what it could reclaim.
   */
  MemoryRoom without(long cachedBytes) {
    MemoryRoom least = system(cachedBytes);
    String memberships = proc.read("/proc/self/cgroup");
    for (MemoryCgroupMount mount : mounts) {
      for (String directory : directories(mount, memberships)) {
        MemoryRoom room = MemoryCgroup.at(proc, mount.isUnified(), directory).room(cachedBytes);
        boolean less =
            room.availableBytes() != MemoryRoom.UNKNOWN
                && (least.availableBytes() == MemoryRoom.UNKNOWN
                    || room.availableBytes() < least.availableBytes());
        least = less ? room : least;
      }
    }
    return least;
  }

  /** MemAvailable is what is free and about all page cache. */
  private MemoryRoom system(long cachedBytes) {
    String meminfo = proc.read("/proc/meminfo");
    long kib = ProcFs.field(meminfo, "MemAvailable:");
    if (kib < 0) {
      return MemoryRoom.ALL_UNKNOWN;
    }
    long cachedKib =
        Math.max(0, ProcFs.field(meminfo, "Active(file):"))
            + Math.max(0, ProcFs.field(meminfo, "Inactive(file):"));
    return MemoryRoom.of(kib * 1024, "MemAvailable").minus(Math.min(cachedBytes, cachedKib * 1024));
  }

  /** The limit of the cgroup that binds. */
  Situation.Group group(MemoryRoom room) {
    if (!room.isCgroup()) {
      return Situation.Group.NONE;
    }
    int end = room.boundBy().length() - (room.throttles() ? MemoryRoom.THROTTLES.length() : 0);
    String directory = room.boundBy().substring(MemoryRoom.CGROUP.length(), end);
    for (MemoryCgroupMount mount : mounts) {
      MemoryCgroup group = MemoryCgroup.at(proc, mount.isUnified(), directory);
      if ((directory + "/").startsWith(mount.point() + "/") && group.limit() >= 0) {
        return new Situation.Group(
            group.limitFile(),
            group.limit(),
            room.availableBytes(),
            directory.equals(mount.point()));
      }
    }
    return Situation.Group.NONE;
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
}
