package io.github.pagelock.provider.linux;

import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.provider.linux.proc.MemlockLimits;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.LimitNumbers;
import java.util.Map;

/**
 * Finds out how this process was started: from its cgroups, from the files and variables that
 * containers leave, and from its parents in /proc. A container counts first, because it sets the
 * hard limit; then cron and a shell among the parents; then a systemd unit.
 */
final class LauncherSearch {
  private final ProcFs proc;
  private final Map<String, String> environment;

  LauncherSearch(ProcFs proc, Map<String, String> environment) {
    this.proc = proc;
    this.environment = environment;
  }

  Origin find() {
    String told = proc.read("/proc/self/cgroup");
    String cgroups = told == null ? "" : told;
    Parents parents = Parents.read(proc);
    CgroupUnit unit = CgroupUnit.of(cgroups);
    Launcher container = new ContainerSearch(proc, environment).find(cgroups);
    Launcher inside = withoutContainer(unit, parents);
    boolean hasManager = !unit.manager().isEmpty() && parents.userManager() > 0;
    long manager = hasManager ? hardLimit(parents.userManager()) : LimitNumbers.UNKNOWN;
    if (container.kind() == Kind.UNKNOWN) {
      return new Origin(
          inside, inside, parents.hasShell(), unit.manager(), manager, LimitNumbers.UNKNOWN);
    }
    return hasSystem(container.kind())
        ? new Origin(container, inside, parents.hasShell(), unit.manager(), manager, hardLimit(1))
        : new Origin(container, parents.hasShell());
  }

  /** Whether a container of this kind runs a system with log-ins and units, as a rule. */
  static boolean hasSystem(Kind container) {
    return switch (container) {
      case LXC, LXD, INCUS, NSPAWN -> true;
      default -> false;
    };
  }

  private Launcher withoutContainer(CgroupUnit unit, Parents parents) {
    if (parents.hasCron()) {
      return Launcher.of(Kind.CRON, "");
    }
    // In a log-in session the user's manager runs terminals; a unit's start script has no terminal.
    if (parents.hasShell() && (!unit.isService() || parents.hasTerminal())) {
      return Launcher.of(Kind.SHELL, parents.shell());
    }
    if (unit.isService()) {
      return Launcher.of(unit.manager().isEmpty() ? Kind.SYSTEMD : Kind.SYSTEMD_USER, unit.name());
    }
    boolean isHidden = unit.equals(CgroupUnit.NONE);
    return isHidden && parents.isChildOfInit() && environment.containsKey("INVOCATION_ID")
        ? Launcher.of(Kind.SYSTEMD, "")
        : Launcher.UNKNOWN;
  }

  private long hardLimit(long pid) {
    return MemlockLimits.of(proc.read("/proc/" + pid + "/limits"))
        .map(MemlockLimits::hardBytes)
        .orElse(LimitNumbers.UNKNOWN);
  }
}
