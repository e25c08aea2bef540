package io.github.pagelock.provider.linux;

import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out how this process was started: from its cgroups, from the files and variables that
 * containers leave, and from its parents in /proc. A container counts first, because it sets the
 * hard limit; then cron and a shell among the parents; then a systemd unit.
 */
final class LauncherSearch {
  /** Enough for any chain of parents, and an end where one is read while it changes. */
  private static final int MOST_PARENTS = 64;

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "fish", "tcsh", "csh", "busybox");
  private static final Set<String> CRONS = Set.of("cron", "crond", "anacron");

  /** A container's id, in cgroup paths of Docker, Podman and containerd, whatever is around it. */
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  private static final Pattern SHORT_ID = Pattern.compile("[0-9a-f]{12}");
  private static final Pattern UNIT =
      Pattern.compile("/([^/]+\\.service)(?=/|$)", Pattern.MULTILINE);

  private final ProcFs proc;
  private final Map<String, String> environment;

  LauncherSearch(ProcFs proc, Map<String, String> environment) {
    this.proc = proc;
    this.environment = environment;
  }

  /**
   * What was found.
   *
   * @param hasShell whether a shell is among the parents
   */
  record Found(Launcher launcher, boolean hasShell) {}

  Found find() {
    String told = proc.read("/proc/self/cgroup");
    String cgroups = told == null ? "" : told;
    Parents parents = parents();
    Launcher container = container(cgroups);
    Launcher launcher =
        container.kind() != Kind.UNKNOWN ? container : withoutContainer(cgroups, parents);
    return new Found(launcher, !parents.shell.isEmpty());
  }

  private Launcher container(String cgroups) {
    String name = containerName(cgroups);
    if (environment.containsKey("KUBERNETES_SERVICE_HOST") || cgroups.contains("kubepods")) {
      return new Launcher(Kind.KUBERNETES, environment.getOrDefault("HOSTNAME", ""));
    }
    if (cgroups.contains("libpod") || exists("/run/.containerenv")) {
      return new Launcher(Kind.PODMAN, name);
    }
    if (cgroups.contains("/docker/") || cgroups.contains("/docker-") || exists("/.dockerenv")) {
      return new Launcher(Kind.DOCKER, name);
    }
    boolean containerd = cgroups.contains("containerd") || cgroups.contains("nerdctl");
    return containerd && !name.isEmpty() ? new Launcher(Kind.CONTAINERD, name) : Launcher.UNKNOWN;
  }

  private String containerName(String cgroups) {
    Matcher id = ID.matcher(cgroups);
    if (id.find()) {
      return id.group().substring(0, 12);
    }
    // Docker and Podman name the host after the container, unless they are told another name.
    String host = environment.getOrDefault("HOSTNAME", "");
    return SHORT_ID.matcher(host).matches() ? host : "";
  }

  private Launcher withoutContainer(String cgroups, Parents parents) {
    if (!parents.cron.isEmpty()) {
      return new Launcher(Kind.CRON, "");
    }
    boolean hasShell = !parents.shell.isEmpty();
    Matcher unit = UNIT.matcher(cgroups);
    String name = unit.find() ? unit.group(1) : "";
    // In a log-in session the user's manager runs terminals; a unit's start script has no terminal.
    boolean isSession = cgroups.contains(".scope");
    if (hasShell && (isSession || parents.hasTerminal || name.isEmpty())) {
      return new Launcher(Kind.SHELL, parents.shell);
    }
    if (!name.isEmpty() && !isSession) {
      return new Launcher(Kind.SYSTEMD, name);
    }
    return parents.isChildOfInit && environment.containsKey("INVOCATION_ID")
        ? new Launcher(Kind.SYSTEMD, "")
        : Launcher.UNKNOWN;
  }

  private static final class Parents {
    private String shell = "";
    private String cron = "";
    private boolean hasTerminal;
    private boolean isChildOfInit;
  }

  private Parents parents() {
    Parents found = new Parents();
    Stat self = stat("/proc/self/stat");
    found.hasTerminal = self.terminal != 0;
    found.isChildOfInit = self.parent == 1;
    long pid = self.parent;
    for (int i = 0; pid > 0 && i < MOST_PARENTS; i++) {
      Stat parent = stat("/proc/" + pid + "/stat");
      if (found.shell.isEmpty() && SHELLS.contains(parent.command)) {
        found.shell = parent.command;
      }
      if (CRONS.contains(parent.command)) {
        found.cron = parent.command;
      }
      pid = parent.parent;
    }
    return found;
  }

  private record Stat(String command, long parent, long terminal) {}

  /** The command stands in parentheses, and may contain some: pid (command) state ppid … */
  private Stat stat(String path) {
    String text = proc.read(path);
    int open = text == null ? -1 : text.indexOf('(');
    int close = text == null ? -1 : text.lastIndexOf(") ");
    if (text == null || open < 0 || close < open) {
      return new Stat("", 0, 0);
    }
    String[] rest = text.substring(close + 2).split(" ", -1); // state ppid pgrp session tty_nr
    String command = text.substring(open + 1, close);
    return rest.length < 5
        ? new Stat(command, 0, 0)
        : new Stat(command, Long.parseLong(rest[1]), Long.parseLong(rest[4]));
  }

  private boolean exists(String path) {
    return proc.read(path) != null;
  }
}
