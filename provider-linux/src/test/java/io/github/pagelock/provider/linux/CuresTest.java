package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.Situations.GIB;
import static io.github.pagelock.provider.linux.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.LimitNumbers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said in each situation; docs/operations.md shows the lines. */
class CuresTest {
  private static Cure limit(Situation situation, long needed) {
    return new Cures(situation).of(Bound.LOCKED_BYTES, needed);
  }

  private static Cure ofLimits(LockLimits limits, long needed) {
    return limit(Situations.of(Kind.SHELL, Situations.USER, limits, Situation.Group.NONE), needed);
  }

  private static String best(Cure cure) {
    return cure.best().orElseThrow().text();
  }

  private static void assertSays(Cure cure, String text) {
    assertTrue(cure.toString().contains(text), cure.toString());
  }

  private static void assertDoesNotSay(Cure cure, String text) {
    assertFalse(cure.toString().contains(text), cure.toString());
  }

  @Test
  void withinTheHardLimitTheShellCanRaiseTheSoftOne() {
    Cure cure = limit(Situations.of(Kind.SHELL), 70_000);
    assertTrue(best(cure).startsWith("run `ulimit -S -l 69`"), cure.toString());
    assertEquals(1, cure.remedies().size());
    assertTrue(best(limit(Situations.of(Kind.SHELL), 8 * MIB)).startsWith("run `ulimit"));
    LockLimits unlimited = LimitNumbers.of(65536, LimitNumbers.UNLIMITED, 0);
    assertTrue(best(ofLimits(unlimited, 1L << 40)).contains("ulimit -S -l 1073741824`"));
  }

  @Test
  void overTheHardLimitItTakesRoot() {
    Cure cure = limit(Situations.of(Kind.SHELL), 8 * MIB + 1);
    assertDoesNotSay(cure, "ulimit -S");
    assertSays(cure, "echo 'ada - memlock 8193' >> /etc/security/limits.conf` and log in again");
    assertSays(cure, "setpriv --reuid=1000 --regid=1000 --init-groups");
    assertSays(cure, "the hard limit is 8388608 bytes");
  }

  @Test
  void aUserWithoutANameIsNamedByItsNumber() {
    Credentials nameless =
        new Credentials(4711, 4711, "", false, true, true, 4711, Credentials.Owner.ROOT, false);
    Cure cure = limit(Situations.of(Kind.SHELL, nameless), GIB);
    assertSays(cure, "echo ':4711 - memlock");
    assertSays(cure, "--reuid=4711 --regid=4711 --clear-groups");
  }

  @Test
  void rootOfAUserNamespaceIsToldThatItIsNone() {
    Cure cure = limit(Situations.of(Kind.SHELL, Situations.ROOT_OF_NAMESPACE), GIB);
    assertSays(cure, "counts only in the initial one");
    assertSays(cure, "echo ':1000 - memlock");
    assertDoesNotSay(cure, "setpriv");
  }

  @Test
  void aContainersCapabilityHelpsItsRootOnly() {
    Cure ofUser = limit(Situations.of(Kind.DOCKER, Situations.USER), GIB);
    assertTrue(best(ofUser).contains("docker run --ulimit memlock=1073741824:1073741824"));
    assertSays(ofUser, "`--cap-add IPC_LOCK` or `--privileged` alone");
    Cure ofRoot = limit(Situations.of(Kind.DOCKER, Situations.ROOT), GIB);
    assertSays(ofRoot, "or: start the container with `docker run --cap-add IPC_LOCK`");
    assertDoesNotSay(ofRoot, "--privileged");
  }

  @Test
  void aPodHasNoUlimitsInItsSpec() {
    Cure ofUser = limit(Situations.of(Kind.KUBERNETES, Situations.USER), GIB);
    assertSays(ofUser, "runAsUser: 0, capabilities: {add: [IPC_LOCK]}");
    assertSays(ofUser, "IPC_LOCK or `privileged: true` alone");
    assertSays(ofUser, "LimitMEMLOCK=1073741824");
    Cure ofRoot = limit(Situations.of(Kind.KUBERNETES, Situations.ROOT), GIB);
    assertTrue(best(ofRoot).startsWith("give the container `securityContext: {capabilities:"));
  }

  @Test
  void aUnitGetsADropIn() {
    Cure cure = limit(Situations.of(Kind.SYSTEMD), MIB);
    assertTrue(
        best(cure).contains("/etc/systemd/system/search.service.d/memlock.conf"), best(cure));
    assertSays(cure, "LimitMEMLOCK=1048576:8388608\\n");
    assertSays(limit(Situations.of(Kind.SYSTEMD), GIB), "LimitMEMLOCK=1073741824\\n");
    assertSays(cure, "systemd does not read it for units");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyLauncherHasARemedyForEveryBound(Kind kind) {
    for (Bound bound : Bound.values()) {
      Cure cure = new Cures(Situations.of(kind)).of(bound, GIB);
      assertEquals(kind, cure.launcher().kind());
      assertFalse(cure.remedies().isEmpty(), kind + " " + bound);
    }
    assertFalse(new Cures(Situations.of(kind)).ofPolicy("mlock").remedies().isEmpty());
  }

  @Test
  void whoIsExemptNeedsNone() {
    assertEquals(Cure.NONE, ofLimits(LimitNumbers.of(0, 0, 0).withExemption(true, ""), 8192));
    assertEquals(Cure.NONE, ofLimits(LockLimits.ALL_UNKNOWN, 8192));
  }

  @Test
  void forMappingsItLeavesTheTenthThatTheJvmNeeds() {
    Remedy remedy =
        new Cures(Situations.of(Kind.SHELL)).of(Bound.MAPPINGS, 90_000).best().orElseThrow();
    assertTrue(remedy.text().startsWith("as root run `sysctl -w vm.max_map_count=100001`,"));
    assertFalse(remedy.tried());
    assertSays(new Cures(Situations.of(Kind.DOCKER)).of(Bound.MAPPINGS, 1), "on the host");
  }

  private static String memory(Kind kind, String directory, boolean outermost) {
    Situation situation = Situations.inGroup(kind, directory, outermost);
    return best(new Cures(situation).of(Bound.MEMORY, 95 * MIB));
  }

  /**
   * 95 MiB need 100 of which 5 % are kept free, 10 are left of 64, 32 are for the process itself, a
   * little more is rounded up.
   */
  @Test
  void aMemoryCgroupIsEnlargedByWhatIsMissing() {
    long max = 187 * MIB;
    assertEquals(
        "as root run `echo " + max + " > /sys/fs/cgroup/app/memory.max`",
        memory(Kind.SHELL, "/sys/fs/cgroup/app", false));
    assertEquals(
        "as root run `systemctl set-property search.service MemoryMax=" + max + "`",
        memory(Kind.SYSTEMD, "/sys/fs/cgroup/system.slice/search.service", false));
    assertEquals(
        "run `docker update --memory " + max + " --memory-swap -1 0123456789ab`",
        memory(Kind.DOCKER, "/sys/fs/cgroup", true));
    assertTrue(memory(Kind.KUBERNETES, "/sys/fs/cgroup", true).contains("memory: 187Mi"));
    assertTrue(memory(Kind.DOCKER, "/sys/fs/cgroup/inner", false).contains("echo " + max));
  }

  @Test
  void withoutACgroupMemoryHasToBeFreed() {
    Cure cure = new Cures(Situations.of(Kind.SHELL)).of(Bound.MEMORY, 95 * MIB);
    assertTrue(best(cure).startsWith("lock less, or free memory until MemAvailable"));
    assertSays(cure, "it is not what is exceeded");
  }

  @Test
  void aPolicyIsTheFiltersOrTheModules() {
    assertTrue(new Cures(Situations.of(Kind.DOCKER, Situations.ROOT)).policy().contains("seccomp"));
    assertTrue(new Cures(Situations.of(Kind.SHELL)).policy().startsWith("a security module"));
  }

  @Test
  void thisProcessGetsACure() {
    var linux = new LinuxProvider().open();
    for (Bound bound : List.of(Bound.MAPPINGS, Bound.MEMORY)) {
      assertTrue(linux.cure(bound, 100_000).best().isPresent());
    }
    assertEquals(linux.limits().exempt(), linux.cure(Bound.LOCKED_BYTES, 1 << 20).best().isEmpty());
  }
}
