package io.github.pagelock.provider.freebsd;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import java.util.ArrayList;
import java.util.List;

/** Says what to do, by FreeBSD's manual: login.conf(5), limits(1), rc.conf(5), jail(8). */
final class Cures {
  private static final long KIB = 1024;

  private final Sysctl sysctl;
  private final String userName;
  private final int pageSize;

  Cures(Sysctl sysctl, String userName, int pageSize) {
    this.sysctl = sysctl;
    this.userName = userName;
    this.pageSize = pageSize;
  }

  boolean isJailed() {
    return sysctl.number("security.jail.jailed") == 1;
  }

  /**
   * For RLIMIT_MEMLOCK, which binds root too.
   *
   * @param neededBytes what the limit would have to be
   */
  Cure moreLockedBytes(LockLimits limits, long neededBytes) {
    long kib = neededBytes / KIB + (neededBytes % KIB == 0 ? 0 : 1);
    List<String> texts = new ArrayList<>();
    if (limits.hardBytes() / KIB >= kib) {
      texts.add("run `ulimit -S -l " + kib + "` in the shell and start the program again from it");
      texts.add("start it with `limits -S -l " + kib + "k PROGRAM`");
    }
    texts.add(
        "as root set `memorylocked="
            + kib
            + "K` for the login class of "
            + userName
            + " in /etc/login.conf, run `cap_mkdb /etc/login.conf` and log in again");
    texts.add(
        "for a service of rc.d name a login class with that memorylocked in /etc/rc.conf:"
            + " `NAME_login_class=\"CLASS\"`, where NAME is the service");
    return untried(texts);
  }

  /** For the limit of the whole system, named as this system names it. */
  Cure moreOfSystem(String sysctlName, long neededBytes) {
    return untried(
        List.of(
            "as root run `sysctl "
                + sysctlName
                + "="
                + (neededBytes / pageSize + (neededBytes % pageSize == 0 ? 0 : 1))
                + "` (pages), and write it to /etc/sysctl.conf too; in a jail, outside of it",
            "lock less, here or in other processes"));
  }

  /** Where a process may lock nothing at all: everything that forbids it has to go. */
  Cure permission(boolean isForbiddenToUsers) {
    List<String> texts = new ArrayList<>();
    if (isJailed()) {
      texts.add(
          "set allow.mlock for the jail from outside: `jail -m name=JAIL allow.mlock=1`, and"
              + " `allow.mlock;` in its part of /etc/jail.conf");
    }
    if (isForbiddenToUsers) {
      texts.add(
          "as root run `sysctl security.bsd.unprivileged_mlock=1`, and write it to"
              + " /etc/sysctl.conf too");
    }
    return texts.isEmpty() ? Cure.NONE : untried(List.of(String.join("; and ", texts)));
  }

  Cure hole() {
    return untried(
        List.of(
            "lock only what is mapped, and keep it mapped while it is locked;"
                + " MemoryRange.of(ByteBuffer) does that for a buffer"));
  }

  Cure noAccess() {
    return untried(List.of("lock memory that may be read (mprotect with PROT_READ)"));
  }

  private Cure untried(List<String> texts) {
    Launcher launcher = isJailed() ? new Launcher(Launcher.Kind.JAIL, "") : Launcher.UNKNOWN;
    List<Remedy> remedies = texts.stream().map(text -> new Remedy(text, false)).toList();
    return new Cure(launcher, remedies, List.of());
  }
}
