package io.github.pagelock.it.containers;

import java.util.Set;

/** What users' containers are allowed, and what follows from it for the kit and the command. */
enum Privileges {
  IPC_LOCK("root, IPC_LOCK", "--cap-add IPC_LOCK", "", "mib", ""),
  DEFAULTS("Docker's defaults and its seccomp filter", "", "", "mib", ""),
  ROOT_WITHOUT(
      "root, no capabilities, 64 KiB",
      "--cap-drop ALL --ulimit memlock=65536",
      "LIMIT",
      "mib",
      Excluded.BY_64_KIB),
  USER_64_KIB(
      "uid 65534, 64 KiB",
      "--user 65534 --ulimit memlock=65536",
      "LIMIT",
      "mib",
      Excluded.BY_64_KIB),
  USER_0(
      "uid 65534, 0",
      "--user 65534 --ulimit memlock=0",
      "LIMIT_ZERO",
      "mib",
      Excluded.BY_NO_LOCK_AT_ALL),
  USER_8_MIB("uid 65534, 8 MiB", "--user 65534 --ulimit memlock=8388608", "LIMIT", "more", ""),
  BOUNDING_ONLY(
      "uid 65534, IPC_LOCK in the bounding set only, 64 KiB",
      "--user 65534 --cap-add IPC_LOCK --ulimit memlock=65536",
      "LIMIT",
      "mib",
      Excluded.BY_64_KIB),
  NOEXEC(
      "read-only root, noexec /tmp",
      "--read-only --tmpfs /tmp:rw,noexec --cap-add IPC_LOCK",
      "UNSUPPORTED",
      "mib",
      Excluded.BY_NO_JNA),
  // Room for the JVM and for what the kit locks, not for the file.
  CGROUP(
      "root, IPC_LOCK, 384 MiB of memory",
      "--cap-add IPC_LOCK --memory 384m",
      "MEMORY_CGROUP",
      Payload.BIG,
      "");

  /** Rules that have tests which lock more than the privileges allow. */
  private static final class Excluded {
    static final String BY_64_KIB = "L11 L13 A02 A04 A12";
    static final String BY_NO_LOCK_AT_ALL = "all but L02";
    static final String BY_NO_JNA = "all";
  }

  private static final long PATIENCE_MILLIS = 10_000;

  final String label;

  /** For {@code docker run}. */
  final String flags;

  /** Why what is not allowed is refused; empty if everything is. */
  final String cause;

  /** A file of the payload that cannot be locked, or can, if nothing is refused. */
  final String file;

  private final String excluded;

  Privileges(String label, String flags, String cause, String file, String excluded) {
    this.label = label;
    this.flags = flags;
    this.cause = cause;
    this.file = file;
    this.excluded = excluded;
  }

  boolean refuses() {
    return !cause.isEmpty();
  }

  /** Whether tests of a rule may be refused. */
  boolean excludes(String rule) {
    return excluded.startsWith("all")
        ? !excluded.contains(rule)
        : Set.of(excluded.split(" ", -1)).contains(rule);
  }

  boolean excludesAny() {
    return !excluded.isEmpty();
  }

  /**
   * The file, inside. A provider has a big one of its own: pages that another cell has brought into
   * the page cache are charged to that cell's cgroup.
   */
  String path(String provider) {
    return Payload.INSIDE + "/" + (file.equals(Payload.BIG) ? Payload.big(provider) : file);
  }

  /** Its size, as the doctor takes it. */
  String need() {
    return switch (file) {
      case "mib" -> "1m";
      case "more" -> "16m";
      default -> "512m";
    };
  }

  /** Where nothing can be locked, waiting for it is in vain. */
  long patienceMillis() {
    return excluded.startsWith("all") ? PATIENCE_MILLIS / 50 : PATIENCE_MILLIS;
  }
}
