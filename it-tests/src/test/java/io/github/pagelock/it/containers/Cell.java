package io.github.pagelock.it.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.pagelock.tck.EngineConformance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * One run of the kit.
 *
 * @param kernel Linux's version, or the name and release of another
 * @param jdk feature version
 * @param provider a name
 * @param user who runs it, with which privileges
 * @param container what it is allowed; empty in a guest
 */
record Cell(
    String kernel, String jdk, String provider, String user, Optional<Privileges> container) {
  /** A provider more is a line more. */
  static final List<String> PROVIDERS = List.of("linux", "fallback");

  private static final List<String> RULES = rules();

  /** Kernels whose smaps does not mark locks on fault (lf), so that verify() cannot tell them. */
  private static final Set<String> WITHOUT_MARK = Set.of("5.10", "6.1");

  private static final Set<String> OF_THE_MARK =
      Set.of(
          "optional_L09_verifyTellsOnFaultLocks",
          "optional_L10_claimedOnFaultLocksWithoutMakingResident");

  /** The numbered ones of the design, and whatever else the kit has. */
  private static List<String> rules() {
    Stream<String> ofTheKit =
        Stream.of(EngineConformance.class.getMethods())
            .flatMap(method -> KitReport.rule(method.getName()).stream())
            .sorted();
    return Stream.of(
            IntStream.rangeClosed(1, 13).mapToObj(n -> String.format("L%02d", n)),
            IntStream.rangeClosed(1, 12).mapToObj(n -> String.format("A%02d", n)),
            ofTheKit)
        .flatMap(rules -> rules)
        .distinct()
        .toList();
  }

  /** Of the machine's own kernel. */
  static Cell ofContainer(String jdk, String provider, Privileges set) {
    String kernel = System.getProperty("os.version").replaceFirst("-.*", "");
    return new Cell(kernel, jdk, provider, set.label, Optional.of(set));
  }

  /** As a user who may do everything, if it is root. */
  static Cell ofGuest(String kernel, String jdk, String provider, String user) {
    return new Cell(kernel, jdk, provider, user, Optional.empty());
  }

  @Override
  public String toString() {
    String system = Character.isDigit(kernel.charAt(0)) ? "Linux " + kernel : kernel;
    return String.join(", ", system, "JDK " + jdk, provider, user);
  }

  /**
   * Whether a failed test fails as documented: the privileges refuse what it locks, or the kernel
   * does not tell what it looks at.
   */
  boolean mayRefuse(KitReport.Outcome test) {
    if (container.isEmpty()) {
      return WITHOUT_MARK.contains(kernel.replaceFirst(" .*", ""))
          && OF_THE_MARK.contains(test.name());
    }
    return container.get().refuses(test);
  }

  /**
   * A test for each rule, for the report as a whole, for Java and its bridge, for what is refused.
   */
  Stream<DynamicTest> tests(Supplier<KitReport> report) {
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(dynamicTest(this + ": runs", () -> assertRan(report.get())));
    tests.add(dynamicTest(this + ": by that Java's bridge", () -> assertBridge(report.get())));
    for (String rule : RULES) {
      tests.add(dynamicTest(this + ": " + rule, () -> assertKept(rule, report.get())));
    }
    if (container.isPresent() && container.get().refusesTests()) {
      tests.add(
          dynamicTest(
              this + ": what is not allowed is refused with the cause",
              () -> assertRefused(container.get().cause, report.get())));
      // The others lack capabilities, and abort some of these tests before anything is refused.
      if (provider.equals("linux")) {
        tests.add(
            dynamicTest(
                this + ": nothing that is allowed is named as refused",
                () -> assertEquals(List.of(), container.get().didNotRefuse(report.get()))));
      }
    }
    return tests.stream();
  }

  private void assertRan(KitReport report) {
    assertTrue(report.isComplete(), report::rest);
    CellResult.write(this, report);
  }

  private void assertBridge(KitReport report) {
    assertEquals(jdk, report.java(), report::rest);
    boolean byItself = Integer.parseInt(jdk.replaceFirst(", musl", "")) >= 22;
    String ownBridge = byItself ? "ffm" : "jna";
    boolean none = container.filter(set -> set == Privileges.NOEXEC).isPresent();
    assertEquals(none ? "" : ownBridge, report.bridge());
  }

  private void assertKept(String rule, KitReport report) {
    List<KitReport.Outcome> tests = report.rules().getOrDefault(rule, List.of());
    assertFalse(tests.isEmpty(), () -> "no test ran: " + report.rest());
    assertEquals(List.of(), tests.stream().filter(t -> t.failed() && !mayRefuse(t)).toList());
    if (tests.stream().noneMatch(test -> test.passed() || test.failed())) {
      Assumptions.abort(tests.get(0).message());
    }
  }

  private static void assertRefused(String cause, KitReport report) {
    List<KitReport.Outcome> refused =
        report.rules().values().stream()
            .flatMap(List::stream)
            .filter(test -> test.cause().equals(cause))
            .toList();
    assertFalse(refused.isEmpty(), "nothing is refused with " + cause);
  }
}
