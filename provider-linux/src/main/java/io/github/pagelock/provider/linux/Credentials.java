package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import org.jspecify.annotations.Nullable;

/**
 * As whom this process runs.
 *
 * @param uid the user as this process sees it, or -1
 * @param gid the group as this process sees it, or -1
 * @param name the user's name, empty if there is none
 * @param permitted whether CAP_IPC_LOCK is in the permitted set
 * @param bounding whether it is in the bounding set
 * @param initialNamespace whether the user namespace is the initial one
 * @param outerUid the user outside of the user namespace, or -1
 * @param owner who made the user namespace, and so runs what is in it
 * @param seccomp whether a seccomp filter is in force
 */
record Credentials(
    long uid,
    long gid,
    String name,
    boolean permitted,
    boolean bounding,
    boolean initialNamespace,
    long outerUid,
    Owner owner,
    boolean seccomp) {
  private static final int MAP_FIELDS = 3;

  /**
   * Who made the user namespace of this process.
   *
   * @param isUser whether it was an ordinary user, as in rootless containers, and not root
   * @param uid the user's number, or -1 if it is not known
   */
  record Owner(boolean isUser, long uid) {
    static final Owner ROOT = new Owner(false, -1);

    /** The first subordinate id of useradd(8) and of what root's own containers get: 100000. */
    private static final long MOST_USERS = 65535;

    /**
     * A user maps himself, alone, to root of his namespace, or to somebody else in a namespace
     * within his namespace; root maps a range of subordinate ids.
     */
    private static Owner of(@Nullable String uidMap) {
      MapLine root = MapLine.of(uidMap, 0);
      if (root == null) {
        return new Owner(true, -1);
      }
      if (root.count > 1 && root.outside > MOST_USERS) {
        return ROOT;
      }
      return new Owner(true, root.count == 1 && root.outside > 0 ? root.outside : -1);
    }
  }

  /** A line of uid_map. */
  private record MapLine(long inside, long outside, long count) {
    /** The one that an id is in. */
    static @Nullable MapLine of(@Nullable String uidMap, long id) {
      for (String line : uidMap == null ? new String[0] : uidMap.strip().split("\n", -1)) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length == MAP_FIELDS) {
          MapLine read = new MapLine(number(fields[0]), number(fields[1]), number(fields[2]));
          if (id >= read.inside && id - read.inside < read.count) {
            return read;
          }
        }
      }
      return null;
    }
  }

  static Credentials read(ProcFs proc, Privileges privileges, String userName) {
    ProcStatus status = ProcStatus.of(proc.read("/proc/self/status"));
    String uidMap = proc.read("/proc/self/uid_map");
    long uid = status.effectiveUid();
    return new Credentials(
        uid,
        status.effectiveGid(),
        userName.equals("?") ? "" : userName,
        status.has("CapPrm:", Privileges.CAP_IPC_LOCK),
        status.has("CapBnd:", Privileges.CAP_IPC_LOCK),
        privileges.areOfInitialNamespace(),
        outer(uidMap, uid),
        privileges.areOfInitialNamespace() ? Owner.ROOT : Owner.of(uidMap),
        status.hasSeccompFilter());
  }

  boolean isRoot() {
    return uid == 0;
  }

  /** How limits.conf(5) names the user that has to log in: of a namespace, whoever made it. */
  String inLimitsConf() {
    if (initialNamespace) {
      return ownName();
    }
    if (owner.isUser && owner.uid >= 0) {
      return ":" + owner.uid;
    }
    return outerUid >= 0 ? ":" + outerUid : ownName();
  }

  /** As above, in the limits.conf of the system that this process is in. */
  String ownName() {
    return name.isEmpty() ? ":" + uid : name;
  }

  private static long outer(@Nullable String uidMap, long uid) {
    MapLine line = MapLine.of(uidMap, uid);
    return line == null ? -1 : line.outside + uid - line.inside;
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException none) {
      return -1;
    }
  }
}
