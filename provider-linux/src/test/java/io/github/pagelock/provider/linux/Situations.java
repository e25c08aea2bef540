package io.github.pagelock.provider.linux;

import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.LockLimits;
import io.github.pagelock.provider.linux.Credentials.Owner;
import io.github.pagelock.spi.LimitNumbers;

/** Situations of made-up processes: 64 KiB may be locked, 8 MiB after raising the soft limit. */
final class Situations {
  static final long GIB = 1 << 30;
  static final long MIB = 1 << 20;
  static final LockLimits LIMITS =
      LimitNumbers.of(65536, 8 * MIB, 0).withExemption(false, "effective CAP_IPC_LOCK");

  static final Credentials USER =
      new Credentials(1000, 1000, "ada", false, true, true, 1000, Owner.ROOT, false);
  static final Credentials ROOT =
      new Credentials(0, 0, "root", false, false, true, 0, Owner.ROOT, true);

  /** As in a rootless container of user 1000. */
  static final Credentials ROOT_OF_NAMESPACE =
      new Credentials(0, 0, "root", true, true, false, 1000, new Owner(true, 1000), false);

  /** As in an unprivileged container of LXD, or with Docker's userns-remap. */
  static final Credentials ROOT_OF_SUBORDINATES =
      new Credentials(0, 0, "root", true, true, false, 100_000, Owner.ROOT, false);

  static final String MANAGER = "user@1000.service";

  private Situations() {}

  static Launcher launcher(Kind kind) {
    String name =
        switch (kind) {
          case SHELL -> "bash";
          case SYSTEMD -> "search.service";
          case SYSTEMD_USER -> "indexer.service";
          case DOCKER, PODMAN, CONTAINERD -> "0123456789ab";
          case LXC, LXD, INCUS, NSPAWN -> "web";
          case KUBERNETES -> "search-7d9f";
          default -> "";
        };
    return Launcher.of(kind, name);
  }

  static Situation of(Kind kind, Credentials user, LockLimits limits, Situation.Group group) {
    return new Situation(origin(kind, LimitNumbers.hard(limits)), user, limits, group);
  }

  /** Whoever gives the limits has the same hard limit as the process. */
  static Origin origin(Kind kind, long hardBytes) {
    Launcher launcher = launcher(kind);
    if (LauncherSearch.hasSystem(kind)) {
      return new Origin(launcher, Launcher.UNKNOWN, false, "", LimitNumbers.UNKNOWN, hardBytes);
    }
    return kind == Kind.SYSTEMD_USER
        ? new Origin(launcher, launcher, false, MANAGER, hardBytes, LimitNumbers.UNKNOWN)
        : new Origin(launcher, kind == Kind.SHELL);
  }

  static Situation of(Origin origin, Credentials user, LockLimits limits) {
    return new Situation(origin, user, limits, Situation.Group.NONE);
  }

  static Situation of(Kind kind, Credentials user) {
    return of(kind, user, LIMITS, Situation.Group.NONE);
  }

  static Situation of(Kind kind) {
    return of(kind, USER);
  }

  /** In a cgroup of 64 MiB with 10 left. */
  static Situation inGroup(Kind kind, String directory, boolean outermost) {
    Situation.Group group =
        new Situation.Group(directory + "/memory.max", 64 * MIB, 10 * MIB, outermost);
    return of(kind, USER, LIMITS, group);
  }
}
