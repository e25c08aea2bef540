package io.github.pagelock;

/**
 * How this process was started, as far as the operating system tells: what to do about a limit
 * depends on it.
 *
 * @param kind who started it; a container counts before a shell in it, because it sets the limits
 * @param name of the shell, the systemd unit, the container or the pod; empty if it is not known
 */
public record Launcher(Kind kind, String name) {
  /** Not known. */
  public static final Launcher UNKNOWN = new Launcher(Kind.UNKNOWN, "");

  /** Who started a process. */
  public enum Kind {
    /** A shell. */
    SHELL("shell"),
    /** A unit of systemd. */
    SYSTEMD("systemd unit"),
    /** Docker. */
    DOCKER("Docker container"),
    /** Podman. */
    PODMAN("Podman container"),
    /** containerd without Kubernetes. */
    CONTAINERD("containerd container"),
    /** Kubernetes. */
    KUBERNETES("Kubernetes pod"),
    /** cron. */
    CRON("cron job"),
    /** A FreeBSD jail. */
    JAIL("jail"),
    /** Not known. */
    UNKNOWN("unknown");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    /**
     * Whether a container's settings decide about the limits.
     *
     * @return true for the kinds of containers
     */
    public boolean isContainer() {
      return this == DOCKER || this == PODMAN || this == CONTAINERD || this == KUBERNETES;
    }
  }

  /** Such as {@code systemd unit search.service}. */
  @Override
  public String toString() {
    return name.isEmpty() ? kind.shown : kind.shown + " " + name;
  }
}
