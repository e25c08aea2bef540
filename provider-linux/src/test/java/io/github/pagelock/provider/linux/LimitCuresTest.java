package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.Situations.GIB;
import static io.github.pagelock.provider.linux.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.LimitNumbers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who can raise a limit only up to his own: a user's manager, containers, their users. */
class LimitCuresTest {
  private static final Launcher UNIT = Launcher.of(Kind.SYSTEMD_USER, "indexer.service");

  private static Cure cure(Origin origin, Credentials user, long needed) {
    return LimitCures.of(Situations.of(origin, user, Situations.LIMITS), needed);
  }

  private static Origin unitOfUser(Launcher unit, long managerHard) {
    return new Origin(unit, unit, false, Situations.MANAGER, managerHard, LimitNumbers.UNKNOWN);
  }

  private static String only(Cure cure) {
    assertEquals(1, cure.remedies().size(), cure.toString());
    return cure.remedies().get(0).text();
  }

  private static void assertInOrder(String text, String... parts) {
    int at = 0;
    for (String part : parts) {
      int found = text.indexOf(part, at);
      assertTrue(found >= 0, part + " is not there, or too early, in: " + text);
      at = found + part.length();
    }
  }

  @Test
  void aUserRaisesTheSoftLimitOfHisUnitAndItsHardLimitStays() {
    String text = only(cure(unitOfUser(UNIT, 8 * MIB), Situations.USER, MIB));
    assertInOrder(
        text,
        "run `mkdir -p ~/.config/systemd/user/indexer.service.d && ",
        "LimitMEMLOCK=1048576:8388608\\n",
        "systemctl --user daemon-reload && systemctl --user restart indexer.service`",
        "`systemctl --user edit indexer.service`");
    assertFalse(text.contains("root"), text);
    assertFalse(text.contains("user@"), text);
  }

  @Test
  void whatTheUnitHasLessThanItsManagerIsTheUsersToRaise() {
    String text = only(cure(unitOfUser(UNIT, 2 * GIB), Situations.USER, GIB));
    assertInOrder(text, "run `mkdir -p ~/.config", "LimitMEMLOCK=1073741824\\n");
    assertFalse(text.contains("root"), text);
  }

  @Test
  void aboveTheManagersHardLimitRootRaisesThatFirst() {
    Cure cure = cure(unitOfUser(UNIT, 8 * MIB), Situations.USER, GIB);
    assertInOrder(
        only(cure),
        "first as root run `mkdir -p /etc/systemd/system/user@1000.service.d && ",
        "LimitMEMLOCK=1073741824\\n",
        "`systemctl edit user@1000.service`",
        "log in again",
        "`systemctl restart user@1000.service`, which ends all that runs in it; then run `mkdir -p"
            + " ~/.config/systemd/user/indexer.service.d",
        "LimitMEMLOCK=1073741824\\n");
    assertFalse(only(cure).contains("unless"), only(cure));
    assertTrue(cure.toString().contains("at most its own hard limit, 8388608 bytes"));
    assertTrue(cure.toString().contains("has a memlock line for the user: that wins"));
  }

  @Test
  void whatTheManagerHasIsAskedForWhereItIsNotKnown() {
    String text = only(cure(unitOfUser(UNIT, LimitNumbers.UNKNOWN), Situations.USER, GIB));
    assertInOrder(
        text, "(unless `systemctl show -p LimitMEMLOCK user@1000.service` says as much already)");
  }

  @Test
  void namesThatAShellWouldChangeAreQuoted() {
    Launcher escaped = Launcher.of(Kind.SYSTEMD_USER, "foo\\x2dbar@1.service");
    assertInOrder(
        only(cure(unitOfUser(escaped, 8 * MIB), Situations.USER, MIB)),
        "mkdir -p ~/.config/systemd/user/'foo\\x2dbar@1.service.d' && ",
        " > ~/.config/systemd/user/'foo\\x2dbar@1.service.d'/memlock.conf",
        "systemctl --user restart 'foo\\x2dbar@1.service'`",
        "`systemctl --user edit 'foo\\x2dbar@1.service'`");
    Launcher ofSystem = Launcher.of(Kind.SYSTEMD, "foo\\x2dbar.service");
    assertInOrder(
        only(cure(new Origin(ofSystem, false), Situations.USER, MIB)),
        "mkdir -p /etc/systemd/system/'foo\\x2dbar.service.d'",
        "systemctl restart 'foo\\x2dbar.service'`");
  }

  @Test
  void aTerminalOfADesktopHasTheLimitsOfTheUsersManager() {
    Launcher shell = Launcher.of(Kind.SHELL, "zsh");
    Origin origin = new Origin(shell, shell, true, Situations.MANAGER, 8 * MIB, -1);
    Cure cure = cure(origin, Situations.USER, GIB);
    assertInOrder(
        cure.remedies().get(0).text(), "user@1000.service.d", "LimitMEMLOCK=1073741824\\n");
    assertInOrder(cure.remedies().get(1).text(), "limits.conf", "log in again");
    assertInOrder(only(cure(origin, Situations.USER, MIB)), "ulimit -S -l 1024");
  }

  private static Origin container(Kind kind, Launcher inside, long containerHard) {
    return new Origin(Situations.launcher(kind), inside, false, "", -1, containerHard);
  }

  @Test
  void aboveAnLxcContainersHardLimitTheHostRaisesIt() {
    Origin lxc = container(Kind.LXC, Launcher.UNKNOWN, 8 * MIB);
    Cure cure = cure(lxc, Situations.ROOT_OF_SUBORDINATES, GIB);
    assertEquals(Launcher.of(Kind.LXC, "web"), cure.launcher());
    assertInOrder(
        cure.remedies().get(0).text(),
        "as root on the host run `echo 'lxc.prlimit.memlock = 1073741824' >> "
            + "/var/lib/lxc/web/config && lxc-stop -n web && lxc-start -n web`");
    assertInOrder(
        cure.remedies().get(1).text(),
        "`lxc.prlimit.memlock: 1073741824` to /etc/pve/lxc/ID.conf",
        "pct reboot ID");
    assertTrue(
        cure.toString()
            .contains(
                "nothing in it exceeds the hard limit of its first process, 8388608" + " bytes"));
    assertTrue(cure.toString().contains("above his own hard limit: raise that first"));
  }

  @Test
  void lxdAndIncusHaveAKeyForItAndUnprivilegedContainersRawLxc() {
    for (Kind kind : List.of(Kind.LXD, Kind.INCUS)) {
      String command = kind == Kind.LXD ? "lxc" : "incus";
      Origin origin = container(kind, Launcher.UNKNOWN, 8 * MIB);
      Cure unprivileged = cure(origin, Situations.ROOT_OF_SUBORDINATES, GIB);
      assertEquals(
          "on the host run `"
              + command
              + " config set web limits.kernel.memlock 1073741824 && "
              + command
              + " restart web`",
          unprivileged.remedies().get(0).text());
      assertInOrder(
          unprivileged.remedies().get(1).text(),
          "`lxc.prlimit.memlock = 1073741824` to the container's raw.lxc with `" + command);
      assertInOrder(only(cure(origin, Situations.USER, GIB)), "limits.kernel.memlock");
    }
  }

  @Test
  void systemdNspawnHasASettingAndAnOption() {
    Origin origin = container(Kind.NSPAWN, Launcher.UNKNOWN, 8 * MIB);
    assertInOrder(
        only(cure(origin, Situations.ROOT_OF_SUBORDINATES, GIB)),
        "`LimitMEMLOCK=1073741824` to the [Exec] section of /etc/systemd/nspawn/web.nspawn",
        "`--rlimit=MEMLOCK=1073741824`");
  }

  @Test
  void withinTheContainersHardLimitItIsCuredInIt() {
    Launcher unit = Launcher.of(Kind.SYSTEMD, "search.service");
    for (Kind kind : List.of(Kind.LXC, Kind.LXD, Kind.INCUS, Kind.NSPAWN)) {
      Cure ofUnit = cure(container(kind, unit, 2 * GIB), Situations.USER, GIB);
      assertInOrder(only(ofUnit), "search.service.d", "LimitMEMLOCK=1073741824\\n");
      assertFalse(ofUnit.toString().contains("host"), ofUnit.toString());
      assertEquals(kind, ofUnit.launcher().kind());
      assertInOrder(
          only(cure(container(kind, unit, 8 * MIB), Situations.USER, MIB)),
          "LimitMEMLOCK=1048576:8388608\\n");
      Origin nothing = container(kind, Launcher.UNKNOWN, 8 * MIB);
      assertInOrder(only(cure(nothing, Situations.USER, MIB)), "ulimit -S -l 1024");
      Cure logIn =
          cure(container(kind, Launcher.UNKNOWN, 2 * GIB), Situations.ROOT_OF_SUBORDINATES, GIB);
      assertInOrder(only(logIn), "echo 'root - memlock 1048576'", "log in again");
    }
  }

  @Test
  void whatLowersTheLimitInTheContainerIsCuredThereAfterwards() {
    Launcher unit = Launcher.of(Kind.SYSTEMD, "search.service");
    Cure cure = cure(container(Kind.LXD, unit, 64 * MIB), Situations.ROOT_OF_SUBORDINATES, GIB);
    for (Remedy remedy : cure.remedies()) {
      assertInOrder(remedy.text(), "on the host", "; then in it as root run", "search.service.d");
    }
    Origin session = container(Kind.LXC, Launcher.UNKNOWN, 64 * MIB);
    assertInOrder(
        cure(session, Situations.USER, GIB).remedies().get(0).text(),
        "lxc-start -n web`; then in it as root run `echo 'ada - memlock 1048576'",
        "and log in again");
  }

  @ParameterizedTest
  @EnumSource(names = {"PODMAN", "CONTAINERD", "DOCKER"})
  void inARootlessContainerTheUsersOwnLimitComesFirst(Kind kind) {
    String command =
        kind == Kind.CONTAINERD ? "nerdctl" : kind == Kind.PODMAN ? "podman" : "docker";
    String option = "; then start the container with `" + command + " run --ulimit memlock=";
    Cure cure =
        cure(new Origin(Situations.launcher(kind), false), Situations.ROOT_OF_NAMESPACE, GIB);
    assertEquals(2, cure.remedies().size(), cure.toString());
    List<String> texts = cure.remedies().stream().map(Remedy::text).toList();
    String logIn = texts.get(kind == Kind.PODMAN ? 0 : 1);
    String unit = texts.get(kind == Kind.PODMAN ? 1 : 0);
    assertInOrder(
        logIn,
        "where `ulimit -H -l` says less than 1048576",
        "':1000 - memlock 1048576' >> /etc/security/limits.conf",
        "log in again",
        option + "1073741824:1073741824`");
    assertInOrder(
        unit,
        "where a unit of this user starts it, first (unless ",
        "user@1000.service.d",
        "LimitMEMLOCK=1073741824\\n",
        option + "1073741824:1073741824`");
    assertTrue(cure.toString().contains("the container does not start"), cure.toString());
  }

  @Test
  void whoRunsARootlessContainerMayBeUnknown() {
    Credentials keepId =
        new Credentials(
            1000, 1000, "ada", false, false, false, 0, new Credentials.Owner(true, -1), false);
    Cure cure = cure(new Origin(Situations.launcher(Kind.PODMAN), false), keepId, GIB);
    assertInOrder(cure.remedies().get(0).text(), "echo 'USER - memlock 1048576'");
    assertInOrder(cure.remedies().get(1).text(), "user@UID.service.d");
  }

  /** With userns-remap, or podman run by root with --userns=auto, root sets the limits. */
  @Test
  void aContainerOfRootsInANamespaceNeedsTheOptionOnly() {
    Cure cure =
        cure(
            new Origin(Situations.launcher(Kind.DOCKER), false),
            Situations.ROOT_OF_SUBORDINATES,
            GIB);
    assertInOrder(cure.remedies().get(0).text(), "start the container with `docker run --ulimit");
    assertFalse(cure.toString().contains("limits.conf"), cure.toString());
  }

  @Test
  void aUsersUnitsMemoryIsTheUsersToRaise() {
    String user = "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/";
    assertTrue(
        memory(Kind.SYSTEMD_USER, user + "app.slice/foo\\x2dbar.service", false)
            .startsWith("run `systemctl --user set-property 'foo\\x2dbar.service' MemoryMax="));
    assertTrue(
        memory(Kind.SYSTEMD_USER, user.substring(0, user.length() - 1), false)
            .startsWith("as root run `systemctl set-property user@1000.service MemoryMax="));
  }

  @Test
  void aSystemContainersMemoryIsTheHostsToRaise() {
    assertTrue(
        memory(Kind.LXD, "/sys/fs/cgroup", true)
            .startsWith("on the host run `lxc config set web limits.memory "));
    assertTrue(memory(Kind.INCUS, "/sys/fs/cgroup", true).contains("`incus config set web "));
    for (Kind kind : List.of(Kind.LXC, Kind.NSPAWN, Kind.CONTAINER)) {
      String text = memory(kind, "/sys/fs/cgroup", true);
      assertTrue(text.startsWith("as root on the host write "), text);
      assertTrue(text.endsWith(" to memory.max of the container's cgroup"), text);
    }
  }

  private static String memory(Kind kind, String directory, boolean outermost) {
    Situation situation = Situations.inGroup(kind, directory, outermost);
    return new Cures(situation).of(Bound.MEMORY, GIB).best().orElseThrow().text();
  }
}
