package io.github.pagelock.it.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Privileges × provider, on the machine's own kernel. */
@Tag("containers")
class ContainersTest {
  @TestFactory
  Stream<DynamicTest> cells() {
    Lab.here().need("image", "containers");
    return Runs.CONTAINERS.entrySet().stream().flatMap(run -> tests(run.getKey(), run.getValue()));
  }

  static Stream<DynamicTest> tests(Cell cell, Supplier<ContainerRun> run) {
    Privileges set = cell.container().orElseThrow();
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(dynamicTest(cell + ": is what it says", () -> assertIs(set, run.get().status())));
    if (set == Privileges.CGROUP && cell.provider().equals("fallback")) {
      tests.add(dynamicTest(cell + ": pagelock lock is killed", () -> assertKilled(run.get())));
    } else {
      tests.add(dynamicTest(cell + ": pagelock lock", () -> assertLock(set, run.get())));
      tests.add(dynamicTest(cell + ": pagelock doctor", () -> assertDoctor(set, run.get())));
    }
    if (set.refuses() && (cell.provider().equals("linux") || set == Privileges.NOEXEC)) {
      tests.add(dynamicTest(cell + ": the remedies", () -> assertCured(set, run.get())));
    }
    return Stream.concat(cell.tests(() -> run.get().report()), tests.stream());
  }

  /** A cell that had other privileges would show nothing. */
  private static void assertIs(Privileges set, String status) {
    boolean root = !set.flags.contains("--user");
    assertTrue(status.matches("(?s).*\nUid:\t" + (root ? "0" : "65534") + "\t.*"), status);
    boolean effective = root && set.flags.contains("--cap-add IPC_LOCK");
    assertEquals(effective, has("CapEff", status), status);
    assertEquals(set.flags.contains("--cap-add IPC_LOCK"), has("CapBnd", status), status);
    Optional.of(set.flags.replaceAll(".*memlock=(\\d+).*", "$1"))
        .filter(limit -> limit.matches("\\d+"))
        .ifPresent(
            limit ->
                assertTrue(
                    status.matches("(?s).*Max locked memory +" + limit + " +" + limit + " .*"),
                    status));
    if (set == Privileges.DEFAULTS) {
      assertTrue(status.contains("\nSeccomp:\t2\n"), status);
    }
    if (set.flags.contains("noexec")) {
      assertTrue(status.matches("(?s).* /tmp tmpfs [^ ]*noexec.*"), status);
    }
  }

  private static boolean has(String set, String status) {
    long ipcLock = 1L << 14;
    String bits = status.replaceAll("(?s).*\n" + set + ":\t(\\p{XDigit}+)\n.*", "$1");
    return (Long.parseUnsignedLong(bits, 16) & ipcLock) != 0;
  }

  private static void assertLock(Privileges set, ContainerRun run) {
    assertEquals(set.refuses() ? 1 : 0, run.lock().getExitCode(), run.lock()::toString);
    if (set.refuses()) {
      assertEquals(1, run.lock().getStderr().lines().count(), run.lock()::toString);
    }
  }

  /** L13 needs to know the memory that is left, which this provider does not. */
  private static void assertKilled(ContainerRun run) {
    assertEquals(137, run.lock().getExitCode(), run.lock()::toString);
  }

  private static void assertDoctor(Privileges set, ContainerRun run) {
    assertEquals(set.refuses() ? 1 : 0, run.doctor().getExitCode(), run.doctor()::toString);
    String verdict = set.refuses() ? "CANNOT lock" : "CAN lock";
    assertTrue(
        set == Privileges.NOEXEC || run.doctor().getStdout().contains(verdict),
        run.doctor()::toString);
  }

  private static void assertCured(Privileges set, ContainerRun run) {
    String message = run.lock().getStderr();
    if (set == Privileges.BOUNDING_ONLY) {
      assertTrue(message.contains("`--cap-add IPC_LOCK` or `--privileged` alone:"), message);
    }
    if (set == Privileges.USER_8_MIB && run.remedies().isEmpty()) {
      assertTrue(message.contains("--ulimit memlock=16777216:16777216"), message);
      return; // KernelsTest tries it where the hard limit can be raised.
    }
    assertFalse(run.remedies().isEmpty(), message);
    run.remedies()
        .forEach(cured -> assertEquals(0, cured.lock().getExitCode(), () -> "with " + cured));
  }
}
