package io.github.pagelock.it.containers;

import java.util.List;

/** What users' containers are allowed, and what follows from it for the kit and the command. */
enum Privileges {
  IPC_LOCK("root, IPC_LOCK", "--cap-add IPC_LOCK", "", "mib", Refused.NONE),
  DEFAULTS("Docker's defaults and its seccomp filter", "", "", "mib", Refused.NONE),
  ROOT_WITHOUT(
      "root, no capabilities, 64 KiB",
      "--cap-drop ALL --ulimit memlock=65536",
      "LIMIT",
      "mib",
      Refused.BY_64_KIB),
  USER_64_KIB(
      "uid 65534, 64 KiB",
      "--user 65534 --ulimit memlock=65536",
      "LIMIT",
      "mib",
      Refused.BY_64_KIB),
  USER_0("uid 65534, 0", "--user 65534 --ulimit memlock=0", "LIMIT_ZERO", "mib", Refused.BY_0),
  USER_8_MIB(
      "uid 65534, 8 MiB", "--user 65534 --ulimit memlock=8388608", "LIMIT", "more", Refused.NONE),
  BOUNDING_ONLY(
      "uid 65534, IPC_LOCK in the bounding set only, 64 KiB",
      "--user 65534 --cap-add IPC_LOCK --ulimit memlock=65536",
      "LIMIT",
      "mib",
      Refused.BY_64_KIB),
  NOEXEC(
      "read-only root, noexec /tmp",
      "--read-only --tmpfs /tmp:rw,noexec --cap-add IPC_LOCK",
      "UNSUPPORTED",
      "mib",
      Refused.ALL),
  /** Where Java calls C by itself, and nothing is unpacked. */
  NOEXEC_BY_JDK(NOEXEC.label, NOEXEC.flags, "", "mib", Refused.NONE),
  // Room for the JVM and for what the kit locks, not for the file.
  CGROUP(
      "root, IPC_LOCK, 384 MiB of memory",
      "--cap-add IPC_LOCK --memory 384m",
      "MEMORY_CGROUP",
      Payload.BIG,
      Refused.NONE);

  private static final long PATIENCE_MILLIS = 30_000;

  final String label;

  /** For {@code docker run}. */
  final String flags;

  /** Why what is not allowed is refused; empty if everything is. */
  final String cause;

  /** A file of the payload that cannot be locked, or can, if nothing is refused. */
  final String file;

  private final Refused refused;

  Privileges(String label, String flags, String cause, String file, Refused refused) {
    this.label = label;
    this.flags = flags;
    this.cause = cause;
    this.file = file;
    this.refused = refused;
  }

  boolean refuses() {
    return !cause.isEmpty();
  }

  /** Whether a test of the kit failed as it must with these privileges. */
  boolean refuses(KitReport.Outcome test) {
    return refused.contains(test, cause);
  }

  boolean refusesTests() {
    return refused != Refused.NONE;
  }

  /** Tests that are said to fail with these privileges, and did not. */
  List<String> didNotRefuse(KitReport report) {
    return refused.didNotFail(report);
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

  /** Options for the JVM that runs the kit, whose own memory is mapped by JNA. */
  List<String> kitOptions() {
    return this == NOEXEC_BY_JDK
        ? List.of("-Djna.boot.library.path=" + Payload.INSIDE_NATIVE, "-Djna.nounpack=true")
        : List.of();
  }

  /** Where nothing can be locked, waiting for it is mostly in vain. */
  long patienceMillis() {
    boolean nearlyAll = refused == Refused.BY_0 || refused == Refused.ALL;
    return nearlyAll ? PATIENCE_MILLIS / 30 : PATIENCE_MILLIS;
  }
}
