package io.github.pagelock.provider.fallback;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import io.github.pagelock.posix.Remedies;
import io.github.pagelock.spi.LimitNumbers;
import java.util.List;

/**
 * Says what to do on each system, by its manual. How the process was started is not known. The
 * words are made when somebody asks for them, of the numbers of the failure; none of them lowers a
 * limit.
 */
final class Cures {
  private static final long KIB = 1024;

  private final UnixSystem system;
  private final String userName;

  Cures(UnixSystem system, String userName) {
    this.system = system;
    this.userName = userName;
  }

  /**
   * What to do where a limit is reached, of the process or of the system.
   *
   * @param neededBytes what the limit would have to be; where it is not known, what is to be locked
   */
  Cure moreLockedBytes(LockLimits limits, long neededBytes) {
    return Cure.later(() -> ofLimit(limits, neededBytes));
  }

  private Cure ofLimit(LockLimits limits, long neededBytes) {
    boolean isFinite = LimitNumbers.soft(limits) != LimitNumbers.UNLIMITED;
    long bytes = isFinite ? Math.max(neededBytes, LimitNumbers.soft(limits)) : neededBytes;
    long kib = Remedies.inKib(bytes);
    boolean isWithinHard = Remedies.isWithin(kib, LimitNumbers.hard(limits));
    if (LimitNumbers.soft(limits) == LimitNumbers.UNKNOWN
        && system.rlimitMemlock() != UnixSystem.UNKNOWN) {
      return untried(raiseBy(kib));
    }
    return switch (system) {
      case LINUX, LINUX_MIPS -> linux(isFinite, isWithinHard, kib);
      case FREEBSD -> {
        String ofSystem =
            "where the limit of the whole system is reached, raise `sysctl vm.max_user_wired`"
                + " (before FreeBSD 13 `vm.max_wired`; pages) as root";
        yield isFinite ? untried(loginClass(isWithinHard, kib), ofSystem) : untried(ofSystem);
      }
      case DRAGONFLY -> isFinite ? untried(loginClass(isWithinHard, kib)) : Cure.NONE;
      case OPENBSD ->
          isFinite
              ? untried(
                  loginClass(isWithinHard, kib) + "; its datasize must allow that much memory too")
              : Cure.NONE;
      case MACOS -> macos(isFinite, isWithinHard, kib);
      case SUNOS ->
          untried(
              "as root run `prctl -n project.max-locked-memory -r -v BYTES -i project NAME`, where"
                  + " `id -p` tells the name of the program's project, and BYTES is "
                  + kib * KIB
                  + " more than `prctl -n project.max-locked-memory -i project NAME` shows now",
              "in a zone raise its zone.max-locked-memory from outside");
      case AIX -> untried("as root let more memory be pinned (`vmo -o maxpin%=PERCENT`)");
      case OTHER -> untried(raiseBy(kib));
    };
  }

  /** Where nobody knows what it is. */
  private static String raiseBy(long kib) {
    return "raise the limit on locked memory by " + kib + " KiB";
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
    return untried(Remedies.OF_A_HOLE);
  }

  private Cure linux(boolean isFinite, boolean isWithinHard, long kib) {
    if (!isFinite) {
      return untried("as root raise `sysctl vm.max_map_count`, or lock fewer and larger ranges");
    }
    return isWithinHard
        ? Cure.of(Launcher.UNKNOWN, List.of(Remedy.of(inTheShell(kib), true)), List.of())
        : untried(
            "as root write a line `"
                + userName
                + " - memlock "
                + kib
                + "` to /etc/security/limits.conf and log in again");
  }

  private static Cure macos(boolean isFinite, boolean isWithinHard, long kib) {
    String system = "for the limit of the whole system see `sysctl vm.global_user_wire_limit`";
    String where =
        isWithinHard ? "SoftResourceLimits" : "SoftResourceLimits and HardResourceLimits";
    String ofJob =
        "for a job of launchd set MemoryLock in " + where + " of its plist to " + kib * KIB;
    if (!isFinite) {
      return untried(system);
    }
    return isWithinHard ? untried(inTheShell(kib), ofJob, system) : untried(ofJob, system);
  }

  private static Cure untried(String... texts) {
    return Remedies.untried(Launcher.UNKNOWN, List.of(texts));
  }

  private String loginClass(boolean isWithinHard, long kib) {
    return Remedies.loginClass(isWithinHard, kib, userName);
  }

  private static String inTheShell(long kib) {
    return Remedies.inTheShell(Long.toString(kib));
  }
}
