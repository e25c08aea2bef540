package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.provider.linux.Credentials.Owner;
import io.github.pagelock.provider.linux.proc.Privileges;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  @TempDir Path directory;

  private Credentials read(String status, String uidMap, String name) {
    FixtureRoot root =
        new FixtureRoot(directory)
            .with("/proc/self/status", status)
            .with("/proc/self/uid_map", uidMap);
    return Credentials.read(root.proc(), new Privileges(root.proc()), name);
  }

  private static final String INITIAL = "         0          0 4294967295\n";
  private static final String STATUS =
      """
      Name:\tjava
      Uid:\t1000\t1001\t1002\t1003
      Gid:\t100\t101\t102\t103
      CapPrm:\t0000000000000000
      CapEff:\t0000000000000000
      CapBnd:\t000001ffffffffff
      Seccomp:\t2
      Seccomp_filters:\t1
      """;

  @Test
  void theEffectiveUserCounts() {
    Credentials user = read(STATUS, INITIAL, "ada");
    assertEquals(1001, user.uid());
    assertEquals(101, user.gid());
    assertEquals("ada", user.inLimitsConf());
    assertFalse(user.permitted());
    assertTrue(user.bounding());
    assertTrue(user.initialNamespace());
    assertTrue(user.seccomp());
  }

  @Test
  void whoHasNoNameIsNamedByNumber() {
    assertEquals(":1001", read(STATUS, INITIAL, "?").inLimitsConf());
  }

  @Test
  void inAUserNamespaceTheUserOutsideLogsIn() {
    Credentials user = read(STATUS, "0 5000 1\n1 100000 65536\n", "ada");
    assertFalse(user.initialNamespace());
    assertEquals(101_000, user.outerUid());
    assertEquals(new Owner(true, 5000), user.owner());
    assertEquals(":5000", user.inLimitsConf(), "101000 is nobody who could log in");
    assertEquals("ada", user.ownName());
  }

  @Test
  void aRangeOfSubordinatesIsRootsNamespace() {
    for (String map : List.of("0 1000000 1000000000\n", "0 100000 65536\n", "0 165536 65536")) {
      Credentials user = read(STATUS, map, "ada");
      assertFalse(user.initialNamespace());
      assertEquals(Owner.ROOT, user.owner(), map);
    }
    assertEquals(Owner.ROOT, read(STATUS, INITIAL, "ada").owner());
  }

  /** podman run --userns=keep-id: numbers of a namespace within the user's. */
  @Test
  void whoseNamespaceItIsMayBeUnknown() {
    String keepId = "0 1 1001\n1001 0 1\n1002 1002 64535\n";
    assertEquals(new Owner(true, -1), read(STATUS, keepId, "ada").owner());
    assertEquals(new Owner(true, -1), read(STATUS, "0 0 1\n", "ada").owner());
    assertEquals(new Owner(true, -1), read(STATUS, "1000 0 1\n", "ada").owner());
  }

  @Test
  void whatIsNotToldIsNobody() {
    Credentials user = read("Name:\tjava\n", "nonsense\n", "ada");
    assertEquals(-1, user.uid());
    assertFalse(user.isRoot());
    assertFalse(user.bounding());
    assertEquals(-1, user.outerUid());
  }
}
