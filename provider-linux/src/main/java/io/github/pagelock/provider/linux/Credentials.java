package io.github.pagelock.provider.linux;

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
    boolean seccomp) {
  private static final int EFFECTIVE = 1;
  private static final int MAP_FIELDS = 3;

  static Credentials read(ProcFs proc, Privileges privileges, String userName) {
    String status = proc.read("/proc/self/status");
    long uid = id(status, "\nUid:");
    return new Credentials(
        uid,
        id(status, "\nGid:"),
        userName.equals("?") ? "" : userName,
        has(status, "\nCapPrm:"),
        has(status, "\nCapBnd:"),
        privileges.areOfInitialNamespace(),
        outer(proc.read("/proc/self/uid_map"), uid),
        ProcStatus.line(status, "\nSeccomp:").equals("2"));
  }

  boolean isRoot() {
    return uid == 0;
  }

  /** How limits.conf(5) names the user that has to log in. */
  String inLimitsConf() {
    if (!initialNamespace && outerUid >= 0) {
      return ":" + outerUid;
    }
    return name.isEmpty() ? ":" + uid : name;
  }

  /** Real, effective, saved, file system. */
  private static long id(@Nullable String status, String name) {
    String[] ids = ProcStatus.line(status, name).split("\\s+", -1);
    return ids.length > EFFECTIVE ? number(ids[EFFECTIVE]) : -1;
  }

  private static boolean has(@Nullable String status, String set) {
    String hex = ProcStatus.line(status, set);
    return !hex.isEmpty() && (Long.parseUnsignedLong(hex, 16) >>> Linux.CAP_IPC_LOCK & 1) != 0;
  }

  private static long outer(@Nullable String uidMap, long uid) {
    for (String line : uidMap == null ? new String[0] : uidMap.strip().split("\n", -1)) {
      String[] fields = line.strip().split("\\s+", -1); // inside, outside, how many
      if (fields.length == MAP_FIELDS) {
        long offset = uid - number(fields[0]);
        if (offset >= 0 && offset < number(fields[2])) {
          return number(fields[1]) + offset;
        }
      }
    }
    return -1;
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException none) {
      return -1;
    }
  }
}
