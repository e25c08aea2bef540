package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which unit a cgroup's path names, as systemd reads it. */
class CgroupUnitTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/system.slice/search.service                              | search.service",
        "/system.slice/system-search.slice/search@1.service        | search@1.service",
        "/system.slice/foo\\x2dbar.service                           | foo\\x2dbar.service",
        "/system.slice/dbus-:1.2-org.example@0.service             | dbus-:1.2-org.example@0.service",
        "/system.slice/_cpu.service                                | cpu.service",
        "/system.slice/search.service/workers                      | search.service",
        "/system.slice/search.service/worker.service               | search.service",
        "/system.slice/search.service (deleted)                    | search.service",
        "/../../system.slice/search.service                        | search.service",
        "/search.service                                           | search.service",
        "/user.slice/user-1000.slice/session-3.scope               | session-3.scope",
        "/init.scope                                               | init.scope",
        "/lxc.payload.web/system.slice/search.service              | search.service",
        "/machine.slice/systemd-nspawn@web.service/payload/system.slice/search.service"
            + " | search.service",
        "/machine.slice/machine-web.scope/payload                  | machine-web.scope",
      })
  void aUnitOfTheSystem(String path, String name) {
    assertEquals(new CgroupUnit(name, ""), CgroupUnit.of("0::" + path + "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app.slice/indexer.service                           | indexer.service",
        "indexer.service                                     | indexer.service",
        "app.slice/app-org.gnome.Terminal.slice/vte-spawn-7.scope | vte-spawn-7.scope",
        "app.slice/indexer@big.service/inner.scope           | indexer@big.service",
        "session.slice/org.gnome.Shell@wayland.service       | org.gnome.Shell@wayland.service",
        "init.scope                                          | init.scope",
        "app.slice                                           | ''",
      })
  void aUnitOfAUser(String path, String name) {
    String manager = "/user.slice/user-1000.slice/user@1000.service/";
    assertEquals(
        new CgroupUnit(name, "user@1000.service"), CgroupUnit.of("0::" + manager + path + "\n"));
  }

  /** A container of a user's, with a system of its own. */
  @Test
  void aSystemWithinAUsersUnitBeginsAnew() {
    String container = "/user.slice/user-1.slice/user@1.service/app.slice/web.service/payload";
    assertEquals(
        new CgroupUnit("search.service", ""),
        CgroupUnit.of("0::" + container + "/system.slice/search.service\n"));
    assertEquals(
        new CgroupUnit("indexer.service", "user@33.service"),
        CgroupUnit.of(
            "0::" + container + "/user.slice/user-33.slice/user@33.service/indexer.service\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "0::/",
        "0::/\n",
        "nonsense",
        "0::/user.slice/user-1000.slice\n",
        "0::",
        "0::/system.slice/a b.service\n",
        "0::/system.slice/$(reboot).service\n",
        "0::/system.slice/.service\n",
        "4:memory:/docker/0123\n"
      })
  void noUnit(String cgroups) {
    assertEquals(CgroupUnit.NONE, CgroupUnit.of(cgroups));
    assertFalse(CgroupUnit.of(cgroups).isService());
  }

  /** In version 1 only systemd's own hierarchy is a user's to divide. */
  @Test
  void systemdsOwnHierarchyCountsFirst() {
    String user = "/user.slice/user-1000.slice/user@1000.service";
    String expected = "indexer.service";
    CgroupUnit hybrid =
        CgroupUnit.of(
            "9:memory:"
                + user
                + "\n4:pids:"
                + user
                + "\n1:name=systemd:"
                + user
                + "/indexer.service\n0::"
                + user
                + "/indexer.service\n");
    assertEquals(expected, hybrid.name());
    assertTrue(hybrid.isService());
    assertEquals(
        expected,
        CgroupUnit.of("9:pids:/\n1:name=systemd:" + user + "/" + expected + "\n0::/").name());
    assertEquals(
        expected, CgroupUnit.of("1:name=systemd:/\n0::" + user + "/" + expected + "\n").name());
    assertEquals(
        "search.service",
        CgroupUnit.of("4:memory:/system.slice/search.service\n3:cpu:/\n0::/\n").name());
  }
}
