package io.github.pagelock.provider.fallback;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import java.util.List;
import java.util.stream.Stream;

/** Says what to do on each system, by its manual. How the process was started is not known. */
final class Cures {
  private static final long KIB = 1024;

  private final UnixSystem system;
  private final String userName;

  Cures(UnixSystem system, String userName) {
    this.system = system;
    this.userName = userName;
  }

  /** What to do where a limit is reached, of the process or of the system. */
  Cure moreLockedBytes(LockLimits limits, long neededBytes) {
    long kib = neededBytes / KIB + (neededBytes % KIB == 0 ? 0 : 1);
    return switch (system) {
      case LINUX, LINUX_MIPS -> linux(limits, kib);
      case FREEBSD ->
          untried(
              loginClass(kib),
              "where the limit of the whole system is reached, raise `sysctl vm.max_user_wired`"
                  + " (before FreeBSD 13 `vm.max_wired`; pages) as root");
      case DRAGONFLY -> untried(loginClass(kib));
      case OPENBSD -> untried(loginClass(kib) + "; its datasize must allow that much memory too");
      case MACOS -> macos(limits, kib);
      case SUNOS ->
          untried(
              "as root run `prctl -n project.max-locked-memory -r -v "
                  + kib * KIB
                  + " -i project NAME`, where `id -p` tells the name of the program's project",
              "in a zone raise its zone.max-locked-memory from outside");
      case AIX -> untried("as root let more memory be pinned (`vmo -o maxpin%=PERCENT`)");
      case OTHER -> untried("raise the limit on locked memory to " + kib + " KiB");
    };
  }

  /** What to do where a process may lock nothing at all. */
  Cure permission() {
    return switch (system) {
      case FREEBSD ->
          untried(
              "as root run `sysctl security.bsd.unprivileged_mlock=1`",
              "in a jail set allow.mlock for it from outside (`jail -m name=JAIL allow.mlock=1`)");
      case SUNOS ->
          untried(
              "as root run `usermod -K defaultpriv=basic,proc_lock_memory "
                  + userName
                  + "` and log in again; a zone needs the privilege in its limitpriv too");
      case AIX ->
          untried(
              "start the program as root",
              "as root run `chuser capabilities=CAP_BYPASS_RAC_VMM,CAP_PROPAGATE "
                  + userName
                  + "` and log in again");
      case DRAGONFLY, OPENBSD, MACOS, OTHER -> untried("start the program as root");
      case LINUX, LINUX_MIPS ->
          untried("allow mlock in the seccomp filter or in the security module's policy");
    };
  }

  /** What to do where a page cannot be read. */
  static Cure hole() {
    return untried(
        "lock only what is mapped, and keep it mapped while it is locked;"
            + " MemoryRange.of(ByteBuffer) does that for a buffer");
  }

  private Cure linux(LockLimits limits, long kib) {
    if (limits.softBytes() == LockLimits.UNLIMITED) {
      return untried("as root raise `sysctl vm.max_map_count`, or lock fewer and larger ranges");
    }
    return kib <= limits.hardBytes() / KIB
        ? cure(new Remedy(shell(kib), true))
        : untried(
            "as root write a line `"
                + userName
                + " - memlock "
                + kib
                + "` to /etc/security/limits.conf and log in again");
  }

  private static Cure macos(LockLimits limits, long kib) {
    String system = "for the limit of the whole system see `sysctl vm.global_user_wire_limit`";
    return limits.softBytes() == LockLimits.UNLIMITED
        ? untried(system)
        : untried(
            shell(kib),
            "for a job of launchd set MemoryLock in SoftResourceLimits and HardResourceLimits of"
                + " its plist to "
                + kib * KIB,
            system);
  }

  /** With -S, because without it the hard limit falls too, and only root can raise it again. */
  private static String shell(long kib) {
    return "run `ulimit -S -l " + kib + "` in the shell and start the program again from it";
  }

  private String loginClass(long kib) {
    return "as root set `memorylocked="
        + kib
        + "K` for the login class of "
        + userName
        + " in /etc/login.conf, run `cap_mkdb /etc/login.conf` and log in again";
  }

  private static Cure untried(String... texts) {
    return cure(Stream.of(texts).map(text -> new Remedy(text, false)).toArray(Remedy[]::new));
  }

  private static Cure cure(Remedy... remedies) {
    return new Cure(Launcher.UNKNOWN, List.of(remedies), List.of());
  }
}
