package io.github.pagelock.provider.linux.proc;

import org.jspecify.annotations.Nullable;

/**
 * Whether capabilities count: the kernel asks for CAP_IPC_LOCK and most others in the initial user
 * namespace, so root of a rootless container shows the capability and does not have it.
 */
public final class Privileges {
  /** linux/capability.h: the bit that exempts from ownership checks, mincore's too. */
  public static final int CAP_FOWNER = 3;

  /** linux/capability.h: the bit that exempts from RLIMIT_MEMLOCK. */
  public static final int CAP_IPC_LOCK = 14;

  /** How limits name what exempts from them. */
  public static final String EXEMPTION = "effective CAP_IPC_LOCK";

  /** linux/user_namespace.h: as many ids as there are. */
  private static final String ALL_IDS = "4294967295";

  private final boolean initialUserNamespace;

  /**
   * Looks at this process.
   *
   * @param proc where it is told
   */
  public Privileges(ProcFs proc) {
    this.initialUserNamespace = areAllIds(proc.read("/proc/self/uid_map"));
  }

  /**
   * Whether this process is in the initial user namespace.
   *
   * @return true also for a kernel without user namespaces
   */
  public boolean areOfInitialNamespace() {
    return initialUserNamespace;
  }

  /**
   * Whether a capability is effective and counts.
   *
   * @param status of a thread of this process
   * @param capability such as {@link #CAP_IPC_LOCK}
   * @return whether the kernel grants what it is for
   */
  public boolean count(ProcStatus status, int capability) {
    return initialUserNamespace && status.has(capability);
  }

  /**
   * Whether everybody is himself, as in the initial user namespace.
   *
   * @param uidMap the text of a process's uid_map; null for a kernel without user namespaces
   * @return false in a user namespace of its own
   */
  public static boolean areAllIds(@Nullable String uidMap) {
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
