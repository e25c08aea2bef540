package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryRoom;
import java.util.List;

/** What to do about each cause, in a given situation. */
final class Cures {
  private static final long MIB = 1024 * 1024;

  /** Bytes that the process itself may need more the next time: its heap, code, buffers. */
  private static final long SPARE = 32 * MIB;

  private static final String NOT_THE_LIMIT =
      "a higher limit on locked memory (ulimit -l): it is not what is exceeded";

  private final Situation situation;

  Cures(Situation situation) {
    this.situation = situation;
  }

  Cure of(Bound bound, long needed) {
    return switch (bound) {
      case LOCKED_BYTES -> LimitCures.of(situation, needed);
      case MAPPINGS -> moreMappings(needed);
      case MEMORY -> moreMemory(needed);
      default -> Cure.NONE;
    };
  }

  private Cure cure(String remedy, boolean tried, String... inVain) {
    return Cure.of(situation.launcher(), List.of(Remedy.of(remedy, tried)), List.of(inVain));
  }

  private Cure moreMappings(long needed) {
    long enough = MappingRoom.neededFor(needed);
    boolean contained = situation.launcher().kind().isContainer();
    String remedy =
        "as root run `sysctl -w vm.max_map_count="
            + enough
            + "`"
            + (contained ? " on the host" : "")
            + ", and write `vm.max_map_count="
            + enough
            + "` to a file in /etc/sysctl.d";
    return contained
        ? cure(remedy, false, NOT_THE_LIMIT, "a sysctl of the container: this one is the host's")
        : cure(remedy, false, NOT_THE_LIMIT);
  }

  private Cure moreMemory(long needed) {
    Situation.Group group = situation.memory();
    long wanted = MemoryRoom.neededFor(needed);
    if (group.file().isEmpty()) {
      return cure(
          "lock less, or free memory until MemAvailable in /proc/meminfo is " + wanted + " bytes",
          false,
          NOT_THE_LIMIT,
          "swap: locked pages stay in RAM");
    }
    // Never less than today, also if memory became free after the lock was refused.
    long more = Math.max(0, wanted - group.left());
    long max = (group.max() + more + SPARE + MIB - 1) / MIB * MIB;
    boolean throttles = group.file().endsWith("/memory.high");
    if (situation.launcher().kind().isContainer() && group.outermost()) {
      boolean tried = situation.launcher().kind() == Launcher.Kind.DOCKER;
      return throttles
          ? cure(onTheHost(max), false, NOT_THE_LIMIT)
          : cure(largerContainer(max), tried, NOT_THE_LIMIT);
    }
    String name = group.name();
    String property = throttles ? " MemoryHigh=" : " MemoryMax=";
    return name.endsWith(".service") || name.endsWith(".slice") || name.endsWith(".scope")
        ? cure(
            (group.isOfUser() ? "run `systemctl --user" : "as root run `systemctl")
                + " set-property "
                + UnitCures.quoted(name)
                + property
                + max
                + "`",
            false,
            NOT_THE_LIMIT)
        : cure("as root run `echo " + max + " > " + group.file() + "`", true, NOT_THE_LIMIT);
  }

  private String largerContainer(long max) {
    Launcher launcher = situation.launcher();
    String name = launcher.name().isEmpty() ? "CONTAINER" : launcher.name();
    return switch (launcher.kind()) {
      case KUBERNETES -> "give the container `resources: {limits: {memory: " + max / MIB + "Mi}}`";
      case PODMAN -> "run `podman update --memory " + max + " " + name + "`";
      case CONTAINERD -> "run `nerdctl update --memory " + max + " " + name + "`";
      case LXD -> onTheHost("lxc", name, max);
      case INCUS -> onTheHost("incus", name, max);
      case LXC, NSPAWN, CONTAINER -> onTheHost(max);
      default -> "run `docker update --memory " + max + " --memory-swap -1 " + name + "`";
    };
  }

  private static String onTheHost(String command, String name, long max) {
    return "on the host run `"
        + command
        + " config set "
        + name
        + " limits.memory "
        + max / MIB
        + "MiB`";
  }

  private String onTheHost(long max) {
    return "as root on the host write "
        + max
        + " to "
        + situation.memory().fileName()
        + " of the container's cgroup";
  }

  /** Whose policy it can be. */
  String policy() {
    return situation.user().seccomp()
        ? "a seccomp filter (it is on: Seccomp in /proc/self/status) or a security module"
        : "a security module (SELinux, AppArmor; no seccomp filter is on)";
  }

  Cure ofPolicy(String call) {
    String remedy =
        switch (situation.launcher().kind()) {
          case SYSTEMD, SYSTEMD_USER ->
              "add `SystemCallFilter=@memlock` to the unit's [Service] section";
          case DOCKER, PODMAN, CONTAINERD ->
              "start the container with `--security-opt seccomp=FILE`, where FILE is its profile"
                  + " with "
                  + call
                  + " allowed";
          case KUBERNETES ->
              "give the pod `securityContext: {seccompProfile: {type: RuntimeDefault}}`, or allow "
                  + call
                  + " in its profile";
          default -> "allow " + call + " in the policy of whatever started this process";
        };
    return cure(
        remedy,
        false,
        "a higher limit on locked memory (ulimit -l): the call is forbidden whatever it is");
  }

  /** A limit on what is mapped, by its option of ulimit and its directive of systemd. */
  Cure ofProcessLimit(String ulimit, String directive) {
    return cure(
        "start the process after `ulimit "
            + ulimit
            + " unlimited`, in a systemd unit with `"
            + directive
            + "=infinity`",
        false,
        NOT_THE_LIMIT);
  }

  Cure moreToCommit() {
    return cure(
        "as root run `sysctl -w vm.overcommit_memory=0`, or raise vm.overcommit_ratio",
        false,
        NOT_THE_LIMIT);
  }

  Cure noSecretMemory() {
    return cure(
        "boot a kernel from 5.14 on with secretmem.enable=1, and allow memfd_secret in the policy"
            + " of whatever started this process",
        false);
  }

  Cure busy() {
    return cure("lock again later, or free memory", false, NOT_THE_LIMIT);
  }

  Cure missingCall() {
    return cure("lock plainly instead of on fault", false);
  }
}
