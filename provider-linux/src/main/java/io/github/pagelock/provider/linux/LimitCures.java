package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import java.util.ArrayList;
import java.util.List;

/** What to do about RLIMIT_MEMLOCK, for each way to start a process. */
final class LimitCures {
  private static final long KIB = 1024;

  private final Situation situation;
  private final Credentials user;
  private final long kib;
  private final long bytes;
  private final List<Remedy> remedies = new ArrayList<>();
  private final List<String> inVain = new ArrayList<>();

  private LimitCures(Situation situation, long neededBytes) {
    this.situation = situation;
    this.user = situation.user();
    this.kib = (neededBytes + KIB - 1) / KIB;
    this.bytes = kib * KIB;
  }

  /** For a process that has to have so many bytes locked in all. */
  static Cure of(Situation situation, long neededBytes) {
    LockLimits limits = situation.limits();
    if (limits.exempt() || limits.hardBytes() == LockLimits.UNKNOWN) {
      return Cure.NONE;
    }
    return new LimitCures(situation, neededBytes).cure();
  }

  private Cure cure() {
    boolean withinHard = bytes <= situation.limits().hardBytes();
    Kind kind = situation.launcher().kind();
    if (withinHard && kind != Kind.SYSTEMD) {
      raiseSoftLimit(kind);
    } else {
      raiseHardLimit(kind);
      capabilityInVain(kind);
    }
    return new Cure(situation.launcher(), remedies, inVain);
  }

  /** -S, because without it the hard limit falls too, and only root can raise it again. */
  private void raiseSoftLimit(Kind kind) {
    String ulimit = "ulimit -S -l " + kib;
    if (kind == Kind.CRON) {
      add("write `" + ulimit + " &&` before the command in the crontab", true);
    } else if (situation.hasShell()) {
      add("run `" + ulimit + "` in the shell and start the program again from it", true);
    } else {
      add("put `sh -c '" + ulimit + " && exec \"$@\"' sh` before the program's command", true);
    }
  }

  private void raiseHardLimit(Kind kind) {
    switch (kind) {
      case SYSTEMD -> unit();
      case DOCKER -> container("docker");
      case PODMAN -> container("podman");
      case CONTAINERD -> container("nerdctl");
      case KUBERNETES -> pod();
      default -> logIn(kind);
    }
  }

  private void add(String remedy, boolean tried) {
    remedies.add(new Remedy(remedy, tried));
  }

  private void logIn(Kind kind) {
    String line =
        "as root run `echo '"
            + user.inLimitsConf()
            + " - memlock "
            + kib
            + "' >> /etc/security/limits.conf`";
    if (kind == Kind.CRON) {
      add(line + "; cron reads it for the next run", false);
    } else {
      add(line + " and log in again", kind == Kind.SHELL && user.initialNamespace());
      inVain.add("limits.conf without logging in again: running sessions keep their limits");
    }
    boolean isOrdinary = user.initialNamespace() && !user.isRoot();
    if (isOrdinary && user.bounding() && kind != Kind.CRON) {
      add(
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
      inVain.add(
          "`ulimit -l "
              + kib
              + "` without root: the hard limit is "
              + situation.limits().hardBytes()
              + " bytes");
    }
    if (isOrdinary) {
      inVain.add("setcap on the java command: it then finds its own libraries no more");
    }
  }

  private void unit() {
    String unit = situation.launcher().name().isEmpty() ? "UNIT" : situation.launcher().name();
    add(
        "as root run `" + dropIn(unit) + "`, or do the same with `systemctl edit " + unit + "`",
        false);
    inVain.add("/etc/security/limits.conf: systemd does not read it for units");
    inVain.add("`ulimit -l` in your own shell: units do not inherit from it");
  }

  private String dropIn(String unit) {
    String directory = "/etc/systemd/system/" + unit + ".d";
    return "mkdir -p "
        + directory
        + " && printf '[Service]\\nLimitMEMLOCK="
        + bytes
        + "\\n' > "
        + directory
        + "/memlock.conf && systemctl daemon-reload && systemctl restart "
        + unit;
  }

  private void container(String command) {
    String both = bytes + ":" + bytes;
    boolean tried = command.equals("docker");
    add("start the container with `" + command + " run --ulimit memlock=" + both + "`", tried);
    if (!command.equals("podman")) {
      add(
          "in compose.yaml give the service `ulimits: {memlock: {soft: "
              + bytes
              + ", hard: "
              + bytes
              + "}}`",
          false);
    }
    if (user.isRoot() && user.initialNamespace()) {
      add(
          "start the container with `"
              + command
              + " run --cap-add IPC_LOCK`: no limit binds its root then",
          tried);
    }
    inVain.add("`ulimit -l` on the host: the container gets its limits from its runtime");
  }

  private void pod() {
    if (user.initialNamespace()) {
      add(
          "give the container `securityContext: {"
              + (user.isRoot() ? "" : "runAsUser: 0, ")
              + "capabilities: {add: [IPC_LOCK]}}`: no limit binds its root then",
          false);
    }
    add(
        "on each node raise what pods inherit from containerd: `"
            + dropIn("containerd.service")
            + "`, and start the pod again",
        false);
    inVain.add("a field of the pod's spec: Kubernetes has none for ulimits");
  }

  /** Where the capability is asked for most, and does not reach the program. */
  private void capabilityInVain(Kind kind) {
    String grant =
        kind == Kind.KUBERNETES
            ? "IPC_LOCK or `privileged: true`"
            : "`--cap-add IPC_LOCK` or `--privileged`";
    if (!user.initialNamespace()) {
      inVain.add(
          (kind.isContainer() ? grant + ", or being root here" : "being root here")
              + ": it is root of a user namespace, and CAP_IPC_LOCK counts only in the initial one");
    } else if (kind.isContainer() && !user.isRoot()) {
      inVain.add(
          grant
              + " alone: the program does not run as root, so that the capability is not in its"
              + " effective set");
    } else if (user.permitted()) {
      inVain.add("the permitted CAP_IPC_LOCK: only the effective set counts");
    }
  }
}
