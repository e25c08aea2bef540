package io.github.pagelock.provider.linux;

import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.LockLimits;

/** Situations of made-up processes: 64 KiB may be locked, 8 MiB after raising the soft limit. */
final class Situations {
  static final long GIB = 1 << 30;
  static final long MIB = 1 << 20;
  static final LockLimits LIMITS =
      new LockLimits(65536, 8 * MIB, 0, false, "effective CAP_IPC_LOCK");

  static final Credentials USER =
      new Credentials(1000, 1000, "ada", false, true, true, 1000, false);
  static final Credentials ROOT = new Credentials(0, 0, "root", false, false, true, 0, true);
  static final Credentials ROOT_OF_NAMESPACE =
      new Credentials(0, 0, "root", true, true, false, 1000, false);

  private Situations() {}

  static Launcher launcher(Kind kind) {
    String name =
        switch (kind) {
          case SHELL -> "bash";
          case SYSTEMD -> "search.service";
          case DOCKER, PODMAN, CONTAINERD -> "0123456789ab";
          case KUBERNETES -> "search-7d9f";
          default -> "";
        };
    return new Launcher(kind, name);
  }

  static Situation of(Kind kind, Credentials user, LockLimits limits, Situation.Group group) {
    return new Situation(launcher(kind), kind == Kind.SHELL, user, limits, group);
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
