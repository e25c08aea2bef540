package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.LockLimits;
import io.github.pagelock.posix.Remedies;
import io.github.pagelock.spi.LimitNumbers;

/**
 * What to do about RLIMIT_MEMLOCK, for each way to start a process. docs/operations.md says how it
 * is chosen.
 */
final class LimitCures {
  private final Origin origin;
  private final Credentials user;
  private final NewLimits limits;
  private final long hardBytes;
  private final Advice advice = new Advice();

  private LimitCures(Situation situation, long neededBytes) {
    this.origin = situation.origin();
    this.user = situation.user();
    this.limits = NewLimits.of(situation.limits(), neededBytes);
    this.hardBytes = LimitNumbers.hard(situation.limits());
  }

  /** For a process that has to have so many bytes locked in all. */
  static Cure of(Situation situation, long neededBytes) {
    LockLimits limits = situation.limits();
    if (limits.exempt() || LimitNumbers.hard(limits) == LimitNumbers.UNKNOWN) {
      return Cure.NONE;
    }
    return new LimitCures(situation, neededBytes).cure();
  }

  private Cure cure() {
    Launcher container = origin.launcher();
    boolean hasSystem = LauncherSearch.hasSystem(container.kind());
    Kind kind = origin.inside().kind();
    boolean isUnit = kind == Kind.SYSTEMD || kind == Kind.SYSTEMD_USER;
    if (limits.isWithin(hardBytes) && !isUnit) {
      raiseSoftLimit(kind);
    } else if (hasSystem && !limits.isWithin(Math.max(hardBytes, origin.containerHardBytes()))) {
      raiseOnTheHost();
    } else {
      raiseHardLimit(kind);
      capabilityInVain(hasSystem ? kind : container.kind());
    }
    return advice.of(container);
  }

  private void raiseSoftLimit(Kind kind) {
    String ulimit = Remedies.ulimit(limits.softKib());
    if (kind == Kind.CRON) {
      advice.add("write `" + ulimit + " &&` before the command in the crontab", true);
    } else if (origin.hasShell()) {
      advice.add(Remedies.inTheShell(limits.softKib()), true);
    } else {
      advice.add(
          "put `sh -c '" + ulimit + " && exec \"$@\"' sh` before the program's command", true);
    }
  }

  private void raiseHardLimit(Kind kind) {
    switch (kind) {
      case SYSTEMD -> unit();
      case SYSTEMD_USER -> unitOfUser();
      case DOCKER, PODMAN, CONTAINERD, KUBERNETES, CONTAINER ->
          new ContainerCures(user, limits, advice).of(kind);
      default -> logIn(kind);
    }
  }

  /** Where something in the container has lowered the limit, that has to be undone as well. */
  private void raiseOnTheHost() {
    Launcher inside = origin.inside();
    String then =
        switch (inside.kind()) {
          case SYSTEMD -> UnitCures.ofSystem(inside.name(), limits);
          case SYSTEMD_USER -> UnitCures.ofUser(inside.name(), limits);
          case CRON -> limitsConf();
          default -> limitsConf() + " and log in again";
        };
    boolean isLowered = hardBytes < origin.containerHardBytes();
    new HostCures(origin, user, limits, isLowered ? "; then in it " + then : "", advice).add();
    if (user.initialNamespace()) {
      capabilityInVain(origin.launcher().kind());
    }
  }

  private void logIn(Kind kind) {
    if (isAboveManager()) {
      advice.addUntried(manager() + ": what is started from this session has its limits");
    }
    if (kind == Kind.CRON) {
      advice.addUntried(limitsConf() + "; cron reads it for the next run");
    } else {
      boolean tried = kind == Kind.SHELL && user.initialNamespace() && !isInContainer();
      advice.add(limitsConf() + " and log in again", tried);
      advice.inVain("limits.conf without logging in again: running sessions keep their limits");
    }
    boolean isOrdinary = user.initialNamespace() && !user.isRoot();
    if (isOrdinary && user.bounding() && kind != Kind.CRON) {
      advice.add(
          "as root put `setpriv --reuid="
              + user.uid()
              + " --regid="
              + user.gid()
              + (user.name().isEmpty() ? " --clear-groups" : " --init-groups")
              + " --inh-caps=+ipc_lock --ambient-caps=+ipc_lock` before the program's command:"
              + " no limit binds it then",
          true);
    }
    if (!user.isRoot() || !user.initialNamespace()) {
      advice.inVain(
          "`ulimit -l "
              + limits.softKib()
              + "` without root: the hard limit is "
              + hardBytes
              + " bytes");
    }
    if (isOrdinary) {
      advice.inVain("setcap on the java command: it then finds its own libraries no more");
    }
  }

  private boolean isInContainer() {
    return origin.launcher().kind().isContainer();
  }

  private String limitsConf() {
    return "as root run `echo '"
        + (isInContainer() ? user.ownName() : user.inLimitsConf())
        + " - memlock "
        + limits.ofLimitsConf()
        + "' >> /etc/security/limits.conf`";
  }

  private void unit() {
    advice.addUntried(UnitCures.ofSystem(origin.inside().name(), limits));
    advice.inVain("/etc/security/limits.conf: systemd does not read it for units");
    advice.inVain("`ulimit -l` in your own shell: units do not inherit from it");
  }

  /** A user's manager gives his units no more than it has, without a word. */
  private void unitOfUser() {
    String unit = UnitCures.ofUser(origin.inside().name(), limits);
    if (isAboveManager()) {
      advice.addUntried("first " + manager() + "; then " + unit);
      long most = Math.max(hardBytes, origin.managerHardBytes());
      advice.inVain(
          "`systemctl --user edit` alone: the user's manager gives at most its own hard limit, "
              + most
              + " bytes");
      advice.inVain(
          "LimitMEMLOCK= of "
              + origin.userManager()
              + " where limits.conf has a memlock line for the user: that wins, so change it there");
    } else {
      advice.add(unit, true);
    }
    advice.inVain("`ulimit -l` in your own shell: units do not inherit from it");
  }

  private boolean isAboveManager() {
    return !origin.userManager().isEmpty()
        && !limits.isWithin(Math.max(hardBytes, origin.managerHardBytes()));
  }

  private String manager() {
    boolean isKnown = origin.managerHardBytes() != LimitNumbers.UNKNOWN;
    return UnitCures.ofManager(origin.userManager(), limits.asOne(), isKnown);
  }

  /** Where the capability is asked for most, and does not reach the program. */
  private void capabilityInVain(Kind kind) {
    boolean isGranted = kind.isContainer() && !LauncherSearch.hasSystem(kind);
    String grant =
        kind == Kind.KUBERNETES
            ? "IPC_LOCK or `privileged: true`"
            : "`--cap-add IPC_LOCK` or `--privileged`";
    if (!user.initialNamespace()) {
      advice.inVain(
          (isGranted ? grant + ", or being root here" : "being root here")
              + ": it is root of a user namespace, and CAP_IPC_LOCK counts only in the initial one");
    } else if (isGranted && !user.isRoot()) {
      advice.inVain(
          grant
              + " alone: the program does not run as root, so that the capability is not in its"
              + " effective set");
    } else if (user.permitted()) {
      advice.inVain("the permitted CAP_IPC_LOCK: only the effective set counts");
    }
  }
}
