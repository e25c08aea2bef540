package io.github.pagelock.it.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Kernel × provider, as root of a guest, and what needs a guest. */
@Tag("containers")
class KernelsTest {
  @TestFactory
  Stream<DynamicTest> cells() {
    return Stream.concat(
        missing(),
        Runs.GUESTS.entrySet().stream().flatMap(run -> tests(run.getKey(), run.getValue())));
  }

  /** Aborted tests, with the reasons. */
  private static Stream<DynamicTest> missing() {
    Stream<String> kernels = Runs.KERNELS.stream().map(version -> "kernel." + version);
    Stream<String> machines = Stream.of(Machine.values()).map(Machine::lane);
    return Stream.of(kernels, machines, Stream.of("jdk.home"))
        .flatMap(lanes -> lanes)
        .filter(what -> Lab.here().find(what).isEmpty())
        .map(what -> dynamicTest(what, () -> Lab.here().need(what)));
  }

  private static Stream<DynamicTest> tests(Guest guest, Supplier<GuestRun> run) {
    Stream<DynamicTest> kit =
        guest
            .cells()
            .flatMap(cell -> cell.tests(() -> new KitReport(run.get().section(cell.provider()))));
    Stream<DynamicTest> kernel =
        Stream.of(
            dynamicTest(guest + ": is that kernel", () -> assertKernel(guest.kernel(), run.get())));
    Stream<DynamicTest> limits = guest.triesLimits() ? limits(guest, run) : Stream.empty();
    return Stream.of(kit, kernel, limits).flatMap(tests -> tests);
  }

  @TestFactory
  Stream<DynamicTest> machines() {
    return Runs.MACHINES.entrySet().stream().flatMap(run -> tests(run.getKey(), run.getValue()));
  }

  private static Stream<DynamicTest> tests(Machine machine, Supplier<GuestRun> run) {
    Stream<DynamicTest> kit =
        Cell.PROVIDERS.stream()
            .flatMap(
                name -> machine.cell(name).tests(() -> new KitReport(run.get().section(name))));
    Stream<DynamicTest> others =
        Stream.of(
            dynamicTest(machine + ": is that machine", () -> assertMachine(machine, run.get())),
            dynamicTest(machine + ": pagelock lock", () -> assertLocked(machine, run.get())));
    return Stream.concat(kit, others);
  }

  private static void assertMachine(Machine machine, GuestRun run) {
    String seen = run.section("kernel").replace("\r", "");
    assertTrue(seen.startsWith(machine.kernel + "."), seen);
    assertTrue(seen.contains("\n" + machine.processor + "\n"), seen);
    assertTrue(
        seen.replaceAll(" +", " ").contains("KernelPageSize: " + machine.pageKib + " kB"), seen);
  }

  private static void assertLocked(Machine machine, GuestRun run) {
    String seen = run.section("lock");
    assertTrue(seen.contains("\"state\": \"LOCKED\""), seen);
    assertTrue(seen.contains("\"pages\": " + Payload.MIB / 1024 / machine.pageKib + ","), seen);
    assertTrue(seen.contains("\"lockedBytes\": " + Payload.MIB + ","), seen);
  }

  private static Stream<DynamicTest> limits(Guest guest, Supplier<GuestRun> run) {
    return Stream.of(
        dynamicTest(guest + ": uid 65534, 64 KiB is refused", () -> assertRefused(run.get())),
        dynamicTest(guest + ": a limit above that of most machines", () -> assertCured(run.get())));
  }

  private static void assertKernel(String version, GuestRun run) {
    String kibibytes = version.equals("5.10") ? "64" : "8192"; // the default since 5.16
    String seen = run.section("kernel");
    assertTrue(seen.startsWith(version + "."), seen);
    assertEquals(kibibytes + "\n" + kibibytes, seen.strip().replaceFirst(".*\n", ""));
  }

  private static void assertRefused(GuestRun run) {
    String refused = run.section("limit");
    assertTrue(refused.endsWith("exit 1\n"), refused);
    assertTrue(refused.contains("the limit on locked memory is 65536 bytes"), refused);
  }

  /** What ContainersTest cannot try where the machine's hard limit is 8 MiB. */
  private static void assertCured(GuestRun run) {
    assertEquals("exit 0\n", run.section("cured"));
  }

  /** The promise itself. */
  @Test
  void underPressureLockedPagesStayAndOthersAreSwappedOut() {
    Lab.here().need("kernel.6.1", "kernel.6.1");
    String seen = Runs.SWAP.get().section("swap");
    assertTrue(seen.contains("/dev/zram0"), seen);
    long mib = 1 << 20;
    assertEquals(257 * mib, value("VmLck", seen), seen);
    assertEquals(0, value("locked.swapped", seen), seen);
    assertTrue(value("free.swapped", seen) > 0, seen);
    assertTrue(seen.contains("\nstate=LOCKED"), seen);
    assertEquals(0, value("secret.onDevice", seen), seen);
    assertTrue(value("plain.onDevice", seen) > 0, seen);
    assertTrue(seen.contains("\nsecret.state=LOCKED"), seen);
  }

  /** L13, where the kernel would kill, or throttle for ever; of the parent of the own cgroup. */
  @TestFactory
  Stream<DynamicTest> cgroup2() {
    Lab.here().need("kernel.6.1", "kernel.6.1");
    return Stream.of(
        dynamicTest("memory.high", () -> assertGuarded("high", "/cg/high (memory.high)")),
        dynamicTest("memory that was only read", () -> assertGuarded("zero", "/cg/zero")),
        dynamicTest("a file's own page cache", () -> assertGuarded("cache", "/cg/cache")),
        dynamicTest("doctor knows of memory.high", KernelsTest::assertDoctor),
        dynamicTest("what fits is locked", KernelsTest::assertFits));
  }

  private static void assertGuarded(String name, String bound) {
    String seen = Runs.CGROUP.get().section(name);
    assertTrue(seen.contains("diagnose=MEMORY_CGROUP\nresult=LIMIT_EXCEEDED\n"), seen);
    assertTrue(seen.contains("memory cgroup " + bound + " leaves "), seen);
    assertTrue(name.equals("high") == seen.contains("throttle the process to a standstill"), seen);
    assertNotHarmed(seen);
  }

  private static void assertNotHarmed(String seen) {
    assertTrue(seen.contains("\nhigh 0\n"), seen);
    assertTrue(seen.contains("\noom_kill 0\n"), seen);
  }

  private static void assertDoctor() {
    String seen = Runs.CGROUP.get().section("doctor");
    Matcher most = Pattern.compile("CAN lock up to ([0-9.]+) MiB more now").matcher(seen);
    assertTrue(most.find(), seen);
    assertTrue(Double.parseDouble(most.group(1)) < 150, seen);
    assertTrue(seen.contains("MEMORY_CGROUP: "), seen);
    assertTrue(seen.contains("/cg/doctor (memory.high) leaves "), seen);
  }

  private static void assertFits() {
    String seen = Runs.CGROUP.get().section("fits");
    assertTrue(seen.contains("diagnose=NONE\nresult=LOCKED\n"), seen);
    assertNotHarmed(seen);
  }

  private static long value(String name, String seen) {
    return seen.lines()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + seen));
  }
}
