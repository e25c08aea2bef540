package io.github.pagelock.provider.linux;

import io.github.pagelock.Launcher;
import io.github.pagelock.spi.LimitNumbers;

/**
 * What to do on the host of a container that has a system of its own: LXC, LXD, Incus and
 * systemd-nspawn. LXD and Incus hand {@code limits.kernel.memlock} to LXC as {@code
 * lxc.prlimit.memlock}, of privileged and unprivileged containers, and {@code raw.lxc} after it.
 *
 * @see <a href="https://linuxcontainers.org/lxc/manpages/man5/lxc.container.conf.5.html">
 *     lxc.container.conf(5)</a>
 */
final class HostCures {
  private static final String KEY = "lxc.prlimit.memlock";

  private final Origin origin;
  private final Credentials user;
  private final NewLimits limits;
  private final Advice advice;

  /** The steps that are to be done in the container afterwards, or nothing. */
  private final String then;

  HostCures(Origin origin, Credentials user, NewLimits limits, String then, Advice advice) {
    this.origin = origin;
    this.user = user;
    this.limits = limits;
    this.then = then;
    this.advice = advice;
  }

  void add() {
    Launcher container = origin.launcher();
    String name = container.name().isEmpty() ? "CONTAINER" : container.name();
    switch (container.kind()) {
      case LXD -> config("lxc", name);
      case INCUS -> config("incus", name);
      case NSPAWN -> nspawn(name);
      default -> lxc(name);
    }
    if (!user.initialNamespace()) {
      advice.inVain(
          "`ulimit -l`, limits.conf, LimitMEMLOCK= or being root in the container: nothing in it"
              + " exceeds the hard limit of its first process"
              + (origin.containerHardBytes() == LimitNumbers.UNKNOWN
                  ? ""
                  : ", " + origin.containerHardBytes() + " bytes"));
    }
  }

  private void config(String command, String name) {
    String restart = " && " + command + " restart " + name + "`" + then;
    advice.addUntried(
        "on the host run `"
            + command
            + " config set "
            + name
            + " limits.kernel.memlock "
            + limits.ofLxc()
            + restart);
    if (!user.initialNamespace()) {
      advice.addUntried(
          "on the host add the line `"
              + KEY
              + " = "
              + limits.ofLxc()
              + "` to the container's raw.lxc with `"
              + command
              + " config edit "
              + name
              + restart);
    }
  }

  private void lxc(String name) {
    advice.addUntried(
        "as root on the host run `echo '"
            + KEY
            + " = "
            + limits.ofLxc()
            + "' >> /var/lib/lxc/"
            + name
            + "/config && lxc-stop -n "
            + name
            + " && lxc-start -n "
            + name
            + "`"
            + then);
    advice.addUntried(
        "on a Proxmox host write `"
            + KEY
            + ": "
            + limits.ofLxc()
            + "` to /etc/pve/lxc/ID.conf and run `pct reboot ID`, where ID is the container's"
            + then);
    if (!user.initialNamespace()) {
      advice.inVain(
          "that key, if another user than root starts the container, above his own hard limit:"
              + " raise that first (limits.conf, and log in again)");
    }
  }

  private void nspawn(String name) {
    advice.addUntried(
        "as root on the host write `LimitMEMLOCK="
            + limits.ofSystemd()
            + "` to the [Exec] section of /etc/systemd/nspawn/"
            + name
            + ".nspawn, or give systemd-nspawn the option `--rlimit=MEMLOCK="
            + limits.ofSystemd()
            + "`, and start the container again"
            + then);
  }
}
