package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import java.nio.file.Path;
import java.util.HashMap;
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

  private LauncherSearch.Found search() {
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
    assertEquals(new Launcher(Kind.SHELL, "bash"), found());
  }

  @Test
  void aTerminalWindowIsAShellAndNotTheUsersManager() {
    cgroup("0::/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-1.scope\n");
    environment.put("INVOCATION_ID", "inherited");
    parents(true, "zsh", "gnome-terminal-");
    assertEquals(new Launcher(Kind.SHELL, "zsh"), found());
  }

  @Test
  void aUnitEvenIfItIsStartedByAScript() {
    cgroup("0::/system.slice/search.service\n");
    parents(false, "sh");
    assertEquals(new Launcher(Kind.SYSTEMD, "search.service"), found());
    assertTrue(search().hasShell());
  }

  @Test
  void aUnitInVersionOneOfCgroups() {
    cgroup("4:memory:/system.slice/search.service\n1:name=systemd:/system.slice/search.service\n");
    parents(false);
    assertEquals(new Launcher(Kind.SYSTEMD, "search.service"), found());
  }

  @Test
  void aShellInTheCgroupOfSshd() {
    cgroup("0::/system.slice/ssh.service\n");
    parents(true, "bash", "sshd");
    assertEquals(new Launcher(Kind.SHELL, "bash"), found());
  }

  /** Its limits come from the user's manager. */
  @Test
  void aUnitOfAUser() {
    cgroup("0::/user.slice/user-1000.slice/user@1000.service/app.slice/indexer.service\n");
    parents(false, "systemd");
    assertEquals(new Launcher(Kind.SYSTEMD, "user@1000.service"), found());
  }

  @Test
  void aUnitWhoseNameIsHidden() {
    cgroup("0::/\n");
    environment.put("INVOCATION_ID", "0123");
    parents(false);
    assertEquals(new Launcher(Kind.SYSTEMD, ""), found());
  }

  @Test
  void cronCountsBeforeItsUnitAndItsShell() {
    cgroup("0::/system.slice/cron.service\n");
    parents(false, "sh", "cron");
    assertEquals(new Launcher(Kind.CRON, ""), found());
  }

  @Test
  void dockerInBothVersionsOfCgroups() {
    cgroup("0::/system.slice/docker-" + ID + ".scope\n");
    assertEquals(new Launcher(Kind.DOCKER, "0123456789ab"), found());
    cgroup("4:memory:/docker/" + ID + "\n0::/system.slice/containerd.service\n");
    assertEquals(new Launcher(Kind.DOCKER, "0123456789ab"), found());
  }

  @Test
  void dockersOwnUnitIsAUnit() {
    cgroup("0::/system.slice/docker.service\n");
    parents(false);
    assertEquals(new Launcher(Kind.SYSTEMD, "docker.service"), found());
  }

  @Test
  void aContainerCountsBeforeTheShellInIt() {
    cgroup("0::/\n");
    root.with("/.dockerenv", "");
    environment.put("HOSTNAME", "0123456789ab");
    parents(true, "bash");
    assertEquals(new Launcher(Kind.DOCKER, "0123456789ab"), found());
    assertTrue(search().hasShell());
    environment.put("HOSTNAME", "web");
    assertEquals(new Launcher(Kind.DOCKER, ""), found());
  }

  @Test
  void podman() {
    cgroup("0::/machine.slice/libpod-" + ID + ".scope/container\n");
    assertEquals(new Launcher(Kind.PODMAN, "0123456789ab"), found());
    cgroup("0::/\n");
    root.with("/run/.containerenv", "");
    assertEquals(new Launcher(Kind.PODMAN, ""), found());
  }

  @Test
  void containerdAlone() {
    cgroup("0::/system.slice/nerdctl-" + ID + ".scope\n");
    assertEquals(new Launcher(Kind.CONTAINERD, "0123456789ab"), found());
  }

  @Test
  void kubernetesByItsCgroupOrItsVariable() {
    environment.put("HOSTNAME", "search-7d9f");
    cgroup("0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + ID + ".scope\n");
    assertEquals(new Launcher(Kind.KUBERNETES, "search-7d9f"), found());
    cgroup("0::/\n");
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    assertEquals(new Launcher(Kind.KUBERNETES, "search-7d9f"), found());
  }

  @Test
  void brokenFilesEndTheSearch() {
    root.with("/proc/self/stat", "50 (java");
    assertEquals(Launcher.UNKNOWN, found());
    stat("/proc/self/stat", 50, "java", 50, 0);
    stat("/proc/50/stat", 50, "java", 50, 0);
    assertEquals(Launcher.UNKNOWN, found());
    assertFalse(search().hasShell());
  }
}
