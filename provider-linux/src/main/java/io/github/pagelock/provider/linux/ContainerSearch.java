package io.github.pagelock.provider.linux;

import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.provider.linux.proc.ProcFs;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out in which container this process is: what only one runtime does comes first, then the
 * name that many put into the variable {@code container} of the first process.
 *
 * @see <a href="https://systemd.io/CONTAINER_INTERFACE/">The Container Interface</a>
 */
final class ContainerSearch {
  /** A container's id, in cgroup paths of Docker, Podman and containerd, whatever is around it. */
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  private static final Pattern SHORT_ID = Pattern.compile("[0-9a-f]{12}");

  /** Version 4 and later write lxc.payload.NAME, those before lxc.payload/NAME or lxc/NAME. */
  private static final Pattern LXC =
      Pattern.compile("/lxc(?:\\.payload[./]|/)([a-zA-Z0-9][a-zA-Z0-9_.-]*)");

  /** Root of the container sets it, and root of the host pastes it: nothing for a shell in it. */
  private static final Pattern HOST_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9.-]*");

  private static final String VARIABLE = "container";

  private final ProcFs proc;
  private final Map<String, String> environment;

  ContainerSearch(ProcFs proc, Map<String, String> environment) {
    this.proc = proc;
    this.environment = environment;
  }

  /** The container, or UNKNOWN if there is none. */
  Launcher find(String cgroups) {
    String name = idOrHostName(cgroups);
    if (environment.containsKey("KUBERNETES_SERVICE_HOST") || cgroups.contains("kubepods")) {
      return Launcher.of(Kind.KUBERNETES, environment.getOrDefault("HOSTNAME", ""));
    }
    if (cgroups.contains("libpod") || proc.exists("/run/.containerenv")) {
      return Launcher.of(Kind.PODMAN, name);
    }
    if (cgroups.contains("/docker/")
        || cgroups.contains("/docker-")
        || proc.exists("/.dockerenv")) {
      return Launcher.of(Kind.DOCKER, name);
    }
    boolean containerd = cgroups.contains("containerd") || cgroups.contains("nerdctl");
    if (containerd && !name.isEmpty()) {
      return Launcher.of(Kind.CONTAINERD, name);
    }
    Matcher lxc = LXC.matcher(cgroups);
    return lxc.find() ? ofLxc(lxc.group(1)) : byVariable(name);
  }

  /** Images bring /run/systemd/container along (Ubuntu's says docker), so it comes last. */
  private Launcher byVariable(String name) {
    Launcher found = named(ofFirstProcess(), name);
    if (found.kind() == Kind.UNKNOWN) {
      found = named(environment.getOrDefault(VARIABLE, ""), name);
      // Anybody may have a variable of that name.
      found = found.kind() == Kind.CONTAINER ? Launcher.UNKNOWN : found;
    }
    String told = proc.read("/run/systemd/container");
    return found.kind() == Kind.UNKNOWN && told != null ? named(told.strip(), name) : found;
  }

  /** Root alone may read it, and nobody else's part of it matters. */
  private String ofFirstProcess() {
    String variables = proc.read("/proc/1/environ");
    for (String variable : variables == null ? new String[0] : variables.split("\0", -1)) {
      if (variable.startsWith(VARIABLE + "=")) {
        return variable.substring(VARIABLE.length() + 1);
      }
    }
    return "";
  }

  /** The names that systemd knows; others are containers too, except those that limit nothing. */
  private Launcher named(String runtime, String name) {
    return switch (runtime) {
      case "", "wsl", "proot", "flatpak" -> Launcher.UNKNOWN;
      case "lxc" -> ofLxc("");
      case "systemd-nspawn" -> Launcher.of(Kind.NSPAWN, hostName());
      case "docker" -> Launcher.of(Kind.DOCKER, name);
      case "podman" -> Launcher.of(Kind.PODMAN, name);
      default -> Launcher.of(Kind.CONTAINER, "");
    };
  }

  /** LXD and Incus give a container its name as host name, and no other; both have a socket. */
  private Launcher ofLxc(String name) {
    if (proc.exists("/dev/incus/sock")) {
      return Launcher.of(Kind.INCUS, hostName());
    }
    return proc.exists("/dev/lxd/sock")
        ? Launcher.of(Kind.LXD, hostName())
        : Launcher.of(Kind.LXC, name.isEmpty() ? hostName() : name);
  }

  private String hostName() {
    String told = proc.read("/proc/sys/kernel/hostname");
    String name = told == null ? "" : told.strip();
    return HOST_NAME.matcher(name).matches() ? name : "";
  }

  private String idOrHostName(String cgroups) {
    Matcher id = ID.matcher(cgroups);
    if (id.find()) {
      return id.group().substring(0, 12);
    }
    // Docker and Podman name the host after the container, unless they are told another name.
    String host = environment.getOrDefault("HOSTNAME", "");
    return SHORT_ID.matcher(host).matches() ? host : "";
  }
}
