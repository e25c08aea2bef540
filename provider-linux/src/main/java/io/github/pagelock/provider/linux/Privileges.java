package io.github.pagelock.provider.linux;

import org.jspecify.annotations.Nullable;

/**
 * Whether capabilities count: the kernel asks for CAP_IPC_LOCK and most others in the initial user
 * namespace, so root of a rootless container shows the capability and does not have it.
 */
final class Privileges {
  /** linux/user_namespace.h: as many ids as there are. */
  private static final String ALL_IDS = "4294967295";

  private final boolean initialUserNamespace;

  Privileges(ProcFs proc) {
    this.initialUserNamespace = isIdentity(proc.read("/proc/self/uid_map"));
  }

  boolean areOfInitialNamespace() {
    return initialUserNamespace;
  }

  boolean count(ProcStatus status, int capability) {
    return initialUserNamespace && status.has(capability);
  }

  private static boolean isIdentity(@Nullable String uidMap) {
    if (uidMap == null) {
      return true; // a kernel without user namespaces
    }
    String[] fields = uidMap.strip().split("\\s+", -1);
    return fields.length == 3
        && fields[0].equals("0")
        && fields[1].equals("0")
        && fields[2].equals(ALL_IDS);
  }
}
