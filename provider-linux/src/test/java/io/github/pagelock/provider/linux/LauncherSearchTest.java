package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.spi.LimitNumbers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherSearchTest {
  private static final String ID =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private FixtureRoot root = new FixtureRoot(Path.of("/nowhere"));

  @BeforeEach
  void nothing() {
    root = new FixtureRoot(directory);
  }

  private Origin search() {
    return new LauncherSearch(root.proc(), environment).find();
  }

  private Launcher found() {
    return search().launcher();
  }

  private void cgroup(String text) {
    root.with("/proc/self/cgroup", text);
  }

  /** This process is 50, on a terminal or not; the others are its parents, the nearest first. */
  private void parents(boolean terminal, String... commands) {
    stat("/proc/self/stat", 50, "java", commands.length == 0 ? 1 : 49, terminal ? 34816 : 0);
    for (int i = 0; i < commands.length; i++) {
      int pid = 49 - i;
      stat("/proc/" + pid + "/stat", pid, commands[i], i == commands.length - 1 ? 1 : pid - 1, 0);
    }
    stat("/proc/1/stat", 1, "systemd", 0, 0);
  }

  private void stat(String path, int pid, String command, int parent, int terminal) {
    root.with(path, pid + " (" + command + ") S " + parent + " 1 1 " + terminal + " -1 4194560\n");
  }

  @Test
  void nothingToReadIsUnknown() {
    assertEquals(Launcher.UNKNOWN, found());
  }

  @Test
  void aShellAmongTheParents() {
    cgroup("0::/user.slice/user-1000.slice/session-3.scope\n");
    parents(true, "mvn) S 7 (", "bash", "sshd");
    assertEquals(Launcher.of(Kind.SHELL, "bash"), found());
  }

  @Test
  void aTerminalWindowIsAShellAndNotTheUsersManager() {
    cgroup("0::/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-1.scope\n");
    environment.put("INVOCATION_ID", "inherited");
    parents(true, "zsh", "gnome-terminal-");
    assertEquals(Launcher.of(Kind.SHELL, "zsh"), found());
  }

  @Test
  void aUnitEvenIfItIsStartedByAScript() {
    cgroup("0::/system.slice/search.service\n");
    parents(false, "sh");
    assertEquals(Launcher.of(Kind.SYSTEMD, "search.service"), found());
    assertTrue(search().hasShell());
  }

  @Test
  void aUnitInVersionOneOfCgroups() {
    cgroup("4:memory:/system.slice/search.service\n1:name=systemd:/system.slice/search.service\n");
    parents(false);
    assertEquals(Launcher.of(Kind.SYSTEMD, "search.service"), found());
  }

  @Test
  void aShellInTheCgroupOfSshd() {
    cgroup("0::/system.slice/ssh.service\n");
    parents(true, "bash", "sshd");
    assertEquals(Launcher.of(Kind.SHELL, "bash"), found());
  }

  @Test
  void aUnitOfAUserIsItselfAndNotTheUsersManager() {
    cgroup("0::/user.slice/user-1000.slice/user@1000.service/app.slice/indexer.service\n");
    parents(false, "systemd", "systemd");
    limits(49, "8388608");
    assertEquals(Launcher.of(Kind.SYSTEMD_USER, "indexer.service"), found());
    assertEquals("user@1000.service", search().userManager());
    assertEquals(8 * Situations.MIB, search().managerHardBytes());
    limits(49, "unlimited");
    assertEquals(LimitNumbers.UNLIMITED, search().managerHardBytes());
    root.with("/proc/49/limits", "nonsense");
    assertEquals(LimitNumbers.UNKNOWN, search().managerHardBytes());
  }

  private void limits(int pid, String hard) {
    root.with(
        "/proc/" + pid + "/limits",
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max locked memory         65536                "
            + hard
            + "              bytes     \n");
  }

  /** A program of the desktop; what its session may have comes from the user's manager. */
  @Test
  void aScopeOfAUsersManagerIsNoUnitToEdit() {
    cgroup("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-ide-4711.scope\n");
    environment.put("INVOCATION_ID", "inherited");
    parents(false, "systemd", "systemd");
    limits(49, "65536");
    assertEquals(Launcher.UNKNOWN, found());
    assertEquals("user@1000.service", search().userManager());
    assertEquals(65536, search().managerHardBytes());
  }

  @Test
  void theUsersManagerAloneIsNoUnitToEdit() {
    cgroup("0::/user.slice/user-1000.slice/user@1000.service/init.scope\n");
    assertEquals(Launcher.UNKNOWN, found());
    cgroup("0::/user.slice/user-1000.slice/user@1000.service\n");
    assertEquals(Launcher.UNKNOWN, found());
    assertEquals("user@1000.service", search().userManager());
  }

  @Test
  void withoutASessionsShellAScopeIsUnknown() {
    for (String path : List.of("/user.slice/user-0.slice/session-3.scope", "/init.scope")) {
      cgroup("0::" + path + "\n");
      environment.put("INVOCATION_ID", "inherited");
      parents(false);
      assertEquals(Launcher.UNKNOWN, found(), path);
      assertEquals("", search().userManager(), path);
    }
  }

  @Test
  void aUnitWhoseNameIsHidden() {
    cgroup("0::/\n");
    environment.put("INVOCATION_ID", "0123");
    parents(false);
    assertEquals(Launcher.of(Kind.SYSTEMD, ""), found());
  }

  @Test
  void cronCountsBeforeItsUnitAndItsShell() {
    cgroup("0::/system.slice/cron.service\n");
    parents(false, "sh", "cron");
    assertEquals(Launcher.of(Kind.CRON, ""), found());
  }

  @Test
  void dockerInBothVersionsOfCgroups() {
    cgroup("0::/system.slice/docker-" + ID + ".scope\n");
    assertEquals(Launcher.of(Kind.DOCKER, "0123456789ab"), found());
    cgroup("4:memory:/docker/" + ID + "\n0::/system.slice/containerd.service\n");
    assertEquals(Launcher.of(Kind.DOCKER, "0123456789ab"), found());
  }

  @Test
  void dockersOwnUnitIsAUnit() {
    cgroup("0::/system.slice/docker.service\n");
    parents(false);
    assertEquals(Launcher.of(Kind.SYSTEMD, "docker.service"), found());
  }

  @Test
  void aContainerCountsBeforeTheShellInIt() {
    cgroup("0::/\n");
    root.with("/.dockerenv", "");
    environment.put("HOSTNAME", "0123456789ab");
    parents(true, "bash");
    assertEquals(Launcher.of(Kind.DOCKER, "0123456789ab"), found());
    assertTrue(search().hasShell());
    environment.put("HOSTNAME", "web");
    assertEquals(Launcher.of(Kind.DOCKER, ""), found());
  }

  @Test
  void podman() {
    cgroup("0::/machine.slice/libpod-" + ID + ".scope/container\n");
    assertEquals(Launcher.of(Kind.PODMAN, "0123456789ab"), found());
    cgroup("0::/\n");
    root.with("/run/.containerenv", "");
    assertEquals(Launcher.of(Kind.PODMAN, ""), found());
  }

  @Test
  void containerdAlone() {
    cgroup("0::/system.slice/nerdctl-" + ID + ".scope\n");
    assertEquals(Launcher.of(Kind.CONTAINERD, "0123456789ab"), found());
  }

  @Test
  void kubernetesByItsCgroupOrItsVariable() {
    environment.put("HOSTNAME", "search-7d9f");
    cgroup("0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + ID + ".scope\n");
    assertEquals(Launcher.of(Kind.KUBERNETES, "search-7d9f"), found());
    cgroup("0::/\n");
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    assertEquals(Launcher.of(Kind.KUBERNETES, "search-7d9f"), found());
  }

  private void isLxc() {
    root.with("/proc/1/environ", "PATH=/bin\0container=lxc\0HOME=/\0")
        .with("/proc/sys/kernel/hostname", "web\n");
  }

  @Test
  void anLxcContainerCountsFirstAndWhatRunsInItIsKnown() {
    cgroup("0::/system.slice/search.service\n");
    parents(false);
    isLxc();
    limits(1, "8388608");
    Origin origin = search();
    assertEquals(Launcher.of(Kind.LXC, "web"), origin.launcher());
    assertEquals(Launcher.of(Kind.SYSTEMD, "search.service"), origin.inside());
    assertEquals(8 * Situations.MIB, origin.containerHardBytes());
    parents(true, "bash", "lxc-attach");
    cgroup("0::/../../\n");
    assertEquals(Launcher.of(Kind.SHELL, "bash"), search().inside());
  }

  @Test
  void lxdAndIncusHaveASocket() {
    isLxc();
    root.with("/dev/lxd/sock", "");
    assertEquals(Launcher.of(Kind.LXD, "web"), found());
    root.with("/dev/incus/sock", "");
    assertEquals(Launcher.of(Kind.INCUS, "web"), found());
  }

  /** Virtual machines of Incus have the socket as well. */
  @Test
  void theSocketAloneIsNoContainer() {
    root.with("/dev/incus/sock", "");
    assertEquals(Launcher.UNKNOWN, found());
  }

  @Test
  void lxcByItsCgroupsWhereTheyAreSeen() {
    for (String path : List.of("/lxc.payload.web", "/lxc.payload/web", "/lxc/web")) {
      cgroup("5:cpu:/\n1:name=systemd:" + path + "/system.slice/search.service\n");
      assertEquals(Launcher.of(Kind.LXC, "web"), found(), path);
      assertEquals(Launcher.of(Kind.SYSTEMD, "search.service"), search().inside(), path);
    }
    cgroup("0::/lxc.monitor.web\n");
    assertEquals(Launcher.UNKNOWN, found());
  }

  /** Root alone may read the first process's variables. */
  @Test
  void whoMayNotReadThemIsToldBySystemd() {
    root.with("/run/systemd/container", "lxc\n").with("/proc/sys/kernel/hostname", "web\n");
    assertEquals(Launcher.of(Kind.LXC, "web"), found());
    root.with("/run/systemd/container", "systemd-nspawn");
    assertEquals(Launcher.of(Kind.NSPAWN, "web"), found());
    root.with("/run/systemd/container", "oci");
    assertEquals(Launcher.of(Kind.CONTAINER, ""), found());
    root.with("/run/systemd/container", "wsl");
    assertEquals(Launcher.UNKNOWN, found());
    root.with("/run/systemd/container", "");
    assertEquals(Launcher.UNKNOWN, found());
  }

  /** Ubuntu's images bring that file along, whatever runs them. */
  @Test
  void whatTheRuntimeLeavesCountsBeforeWhatAnImageSays() {
    root.with("/run/systemd/container", "docker\n");
    assertEquals(Launcher.of(Kind.DOCKER, ""), found());
    root.with("/proc/1/environ", "container=lxc");
    assertEquals(Kind.LXC, found().kind());
    cgroup("0::/system.slice/nerdctl-" + ID + ".scope\n");
    assertEquals(Kind.CONTAINERD, found().kind());
    root.with("/run/.containerenv", "");
    assertEquals(Kind.PODMAN, found().kind());
  }

  @Test
  void theVariableOfThisProcessCountsIfARuntimeSetsIt() {
    environment.put("container", "podman");
    assertEquals(Launcher.of(Kind.PODMAN, ""), found());
    environment.put("container", "lxc");
    assertEquals(Launcher.of(Kind.LXC, ""), found());
    environment.put("container", "my favourite box");
    assertEquals(Launcher.UNKNOWN, found());
  }

  /** Root of the container sets it; root of the host would paste it. */
  @Test
  void aHostNameThatAShellWouldReadIsNotRepeated() {
    isLxc();
    root.with("/proc/sys/kernel/hostname", "a;reboot\n");
    assertEquals(Launcher.of(Kind.LXC, ""), found());
  }

  @Test
  void brokenFilesEndTheSearch() {
    root.with("/proc/self/stat", "50 (java");
    assertEquals(Launcher.UNKNOWN, found());
    root.with("/proc/self/stat", "50 (java) S much 1 1 more");
    assertEquals(Launcher.UNKNOWN, found());
    stat("/proc/self/stat", 50, "java", 50, 0);
    stat("/proc/50/stat", 50, "java", 50, 0);
    assertEquals(Launcher.UNKNOWN, found());
    assertFalse(search().hasShell());
  }
}
