package io.github.pagelock;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How this process was started, as far as the operating system tells: what to do about a limit
 * depends on it. Immutable; more may be told one day, so it is made by {@link #of}.
 */
public final class Launcher {
  /** Not known. */
  public static final Launcher UNKNOWN = of(Kind.UNKNOWN, "");

  private final Kind kind;
  private final String name;

  private Launcher(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  /**
   * A launcher; for providers.
   *
   * @param kind who started it
   * @param name of the shell, the systemd unit, the container or the pod; empty if it is not known
   * @return this launcher
   */
  public static Launcher of(Kind kind, String name) {
    return new Launcher(Objects.requireNonNull(kind, "kind"), Objects.requireNonNull(name, "name"));
  }

  /**
   * Who started this process; a container counts before a shell in it, because it sets the limits.
   *
   * @return {@link Kind#UNKNOWN} where nobody can tell
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The name of the shell, the systemd unit, the container or the pod.
   *
   * @return a name; empty if it is not known
   */
  public String name() {
    return name;
  }

  /** Who started a process. May grow: a {@code switch} over it needs a default. */
  public enum Kind {
    /** A shell. */
    SHELL("shell"),
    /** A unit of systemd. */
    SYSTEMD("systemd unit"),
    /** A unit of a user's systemd manager, which may give no more than it has. */
    SYSTEMD_USER("user's systemd unit"),
    /** Docker. */
    DOCKER("Docker container"),
    /** Podman. */
    PODMAN("Podman container"),
    /** containerd without Kubernetes. */
    CONTAINERD("containerd container"),
    /** Kubernetes. */
    KUBERNETES("Kubernetes pod"),
    /** LXC without LXD and Incus. */
    LXC("LXC container"),
    /** LXD. */
    LXD("LXD container"),
    /** Incus. */
    INCUS("Incus container"),
    /** systemd-nspawn. */
    NSPAWN("systemd-nspawn container"),
    /** Another container. */
    CONTAINER("container"),
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
      return switch (this) {
        case DOCKER, PODMAN, CONTAINERD, KUBERNETES, LXC, LXD, INCUS, NSPAWN, CONTAINER -> true;
        default -> false;
      };
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Launcher that && kind == that.kind && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, name);
  }

  /** Such as {@code systemd unit search.service}. */
  @Override
  public String toString() {
    return name.isEmpty() ? kind.shown : kind.shown + " " + name;
  }
}
