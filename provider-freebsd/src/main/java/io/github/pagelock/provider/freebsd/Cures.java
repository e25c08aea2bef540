package io.github.pagelock.provider.freebsd;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import io.github.pagelock.posix.Remedies;
import io.github.pagelock.provider.freebsd.SystemLimits.OfSystem;
import io.github.pagelock.spi.LimitNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Says what to do, by FreeBSD's manual: login.conf(5), limits(1), rc.conf(5), jail(8). The words
 * are made when somebody asks for them, of the numbers of the failure; none of them lowers a limit.
 */
final class Cures {
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
    return limits.binds()
        ? untried(() -> limitTexts(limits, Math.max(neededBytes, LimitNumbers.soft(limits))))
        : Cure.NONE;
  }

  private List<String> limitTexts(LockLimits limits, long bytes) {
    long kib = Remedies.inKib(bytes);
    boolean isWithinHard = Remedies.isWithin(kib, LimitNumbers.hard(limits));
    List<String> texts = new ArrayList<>();
    if (isWithinHard) {
      texts.add(Remedies.inTheShell(Long.toString(kib)));
      texts.add("start it with `limits -S -l " + kib + "k PROGRAM`");
    }
    texts.add(Remedies.loginClass(isWithinHard, kib, userName));
    texts.add(
        "for a service of rc.d name a login class with that "
            + Remedies.memoryLocked(isWithinHard)
            + " in /etc/rc.conf: `NAME_login_class=\"CLASS\"`, where NAME is the service");
    return texts;
  }

  /** For the limit of the whole system, named as this system names it, to lock so much more. */
  Cure moreOfSystem(OfSystem system, long addedBytes) {
    long needed = system.lockedBytes() + addedBytes;
    boolean isMore = system.lockedBytes() >= 0 && needed > system.maxBytes();
    long room = Long.MAX_VALUE - system.maxBytes();
    long bytes = isMore ? needed : system.maxBytes() + Math.min(addedBytes, room);
    return untried(
        () ->
            List.of(
                "as root run `sysctl "
                    + system.name()
                    + "="
                    + (bytes / pageSize + (bytes % pageSize == 0 ? 0 : 1))
                    + "` (pages), and write it to /etc/sysctl.conf too; in a jail, outside of it",
                "lock less, here or in other processes"));
  }

  /** For RLIMIT_VMEM. */
  Cure moreAddressSpace(long neededBytes) {
    long kib = Remedies.inKib(neededBytes);
    return untried(
        () ->
            List.of(
                "start it with `limits -v " + kib + "k PROGRAM`",
                "raise vmemoryuse of its login class in /etc/login.conf to "
                    + kib
                    + "K or more, run `cap_mkdb /etc/login.conf` and log in again"));
  }

  /** Where the system or the user may not reserve more swap space than there is. */
  Cure moreSwap() {
    return untried(
        () ->
            List.of(
                "as root add swap space with swapon(8), or run `sysctl vm.overcommit=0`, the"
                    + " default"));
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
    return texts.isEmpty() ? Cure.NONE : untried(() -> List.of(String.join("; and ", texts)));
  }

  Cure hole() {
    return untried(() -> List.of(Remedies.OF_A_HOLE));
  }

  Cure noAccess() {
    return untried(() -> List.of("lock memory that may be read (mprotect with PROT_READ)"));
  }

  private Cure untried(Supplier<List<String>> texts) {
    return Cure.later(
        () -> {
          Launcher launcher = isJailed() ? Launcher.of(Launcher.Kind.JAIL, "") : Launcher.UNKNOWN;
          return Remedies.untried(launcher, texts.get());
        });
  }
}
