package io.github.pagelock.provider.linux;

import io.github.pagelock.Launcher.Kind;

/** What to do where a container's runtime sets the hard limit. */
final class ContainerCures {
  private final Credentials user;
  private final NewLimits limits;
  private final Advice advice;

  ContainerCures(Credentials user, NewLimits limits, Advice advice) {
    this.user = user;
    this.limits = limits;
    this.advice = advice;
  }

  void of(Kind kind) {
    switch (kind) {
      case DOCKER -> options("docker");
      case PODMAN -> options("podman");
      case CONTAINERD -> options("nerdctl");
      case KUBERNETES -> pod();
      default ->
          advice.addUntried(
              "where the container is started, set its limit on locked memory (RLIMIT_MEMLOCK),"
                  + " soft:hard, to "
                  + limits.ofDocker());
    }
  }

  private void options(String command) {
    if (user.owner().isUser()) {
      rootless(command);
    } else {
      boolean tried = command.equals("docker");
      advice.add("start the container with " + option(command), tried);
      if (!command.equals("podman")) {
        advice.addUntried("in compose.yaml give the service " + compose());
      }
      if (user.isRoot() && user.initialNamespace()) {
        advice.add(
            "start the container with `"
                + command
                + " run --cap-add IPC_LOCK`: no limit binds its root then",
            tried);
      }
    }
    advice.inVain("`ulimit -l` on the host: the container gets its limits from its runtime");
  }

  private String option(String command) {
    return "`" + command + " run --ulimit memlock=" + limits.ofDocker() + "`";
  }

  private String compose() {
    return "`ulimits: {memlock: " + limits.ofCompose() + "}`";
  }

  /**
   * Nobody in it is above the user who runs it. What that user may have cannot be seen from inside:
   * it may be enough, and then must not be set to less.
   */
  private void rootless(String command) {
    String then =
        "; then start the container with "
            + option(command)
            + (command.equals("podman")
                ? ""
                : ", or in compose.yaml give the service " + compose());
    String logIn =
        "where `ulimit -H -l` says less than "
            + limits.ofLimitsConf()
            + " to the user who starts the container, first as root run `echo '"
            + (user.owner().uid() >= 0 ? ":" + user.owner().uid() : "USER")
            + " - memlock "
            + limits.ofLimitsConf()
            + "' >> /etc/security/limits.conf` and let him log in again"
            + then;
    String manager = "user@" + (user.owner().uid() >= 0 ? user.owner().uid() : "UID") + ".service";
    String unit =
        "where a unit of this user starts it, first "
            + UnitCures.ofManager(manager, limits.asOne(), false)
            + then;
    // The daemons of Docker and nerdctl are units of the user's manager; Podman has none.
    advice.addUntried(command.equals("podman") ? logIn : unit);
    advice.addUntried(command.equals("podman") ? unit : logIn);
    advice.inVain(
        "`--ulimit memlock=` alone, above the hard limit of the user: the container does not start");
  }

  private void pod() {
    if (user.initialNamespace()) {
      advice.addUntried(
          "give the container `securityContext: {"
              + (user.isRoot() ? "" : "runAsUser: 0, ")
              + "capabilities: {add: [IPC_LOCK]}}`: no limit binds its root then");
    }
    String containerd = "containerd.service";
    advice.addUntried(
        "on each node raise what pods inherit from containerd: `"
            + UnitCures.dropIn("/etc/systemd/system/", containerd, limits, "systemctl")
            + " && systemctl restart "
            + containerd
            + "`, and start the pod again");
    advice.inVain("a field of the pod's spec: Kubernetes has none for ulimits");
  }
}
