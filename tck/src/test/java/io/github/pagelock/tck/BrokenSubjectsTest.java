package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** For each rule, subjects that break it, and the tests of the kit that find it out. */
// Most of them wait in vain.
@Execution(ExecutionMode.CONCURRENT)
class BrokenSubjectsTest {
  static Stream<BrokenSubject> subjects() {
    return BrokenSubject.all();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  @Tag("long")
  void theKitCatchesTheBrokenSubject(BrokenSubject broken) {
    Set<String> missed = new TreeSet<>(broken.tests());
    // What is broken by a race need not show each time.
    for (int attempt = 0; attempt < 3 && !missed.isEmpty(); attempt++) {
      missed.removeAll(failed(broken.subject(), missed));
    }
    assertEquals(Set.of(), missed, () -> broken + ", but these tests passed");
  }

  private static Set<String> failed(Class<?> subject, Set<String> tests) {
    Events events =
        EngineTestKit.engine("junit-jupiter")
            .selectors(
                tests.stream()
                    .map(test -> selectMethod(subject, test))
                    .toArray(DiscoverySelector[]::new))
            .execute()
            .testEvents();
    return events.failed().stream().map(BrokenSubjectsTest::name).collect(Collectors.toSet());
  }

  /** What only the API's own classes or memory of this process can break: docs/rules.md. */
  private static final Set<String> BROKEN_IN_THE_REAL_CODE_ONLY =
      Set.of(
          "required_L02_zeroAndNegativeLengthsAreRefused",
          "optional_L10_bestEffortReadsABuffer",
          "optional_L10_asynchronousFailureReadsABuffer",
          "optional_M08_withoutAMapperItIsADirectBuffer",
          "required_A02_workersAndCapacityMustBePositive",
          "optional_A12_systemLockerCannotBeClosed");

  @Test
  void everyTestOfTheKitHasASubjectThatItCatches() {
    Set<String> kit = kit();
    Set<String> caught = new TreeSet<>(BROKEN_IN_THE_REAL_CODE_ONLY);
    subjects().forEach(broken -> caught.addAll(broken.tests()));
    assertEquals(kit, caught);
    assertEquals(48, kit.stream().map(BrokenSubjectsTest::rule).distinct().count(), "rules");
  }

  @Test
  void theDocumentNamesEveryTestAndEverySubject() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "rules.md"));
    subjects()
        .forEach(
            broken -> {
              assertTrue(
                  document.contains('`' + broken.subject().getSimpleName() + '`'),
                  broken::toString);
              broken.tests().forEach(test -> assertTrue(document.contains('`' + test + '`'), test));
            });
  }

  /** So that whoever sees it fail on a provider of his own knows where to begin. */
  @Test
  void everyTestsCommentSaysWhatToLookForWhenItFails() throws IOException {
    Pattern test =
        Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*@Test\\b[^;]*?default void (\\w+)\\(", Pattern.DOTALL);
    Set<String> helpful = new TreeSet<>();
    Path rules = Path.of("src", "main", "java", "io", "github", "pagelock", "tck");
    try (Stream<Path> sources = Files.list(rules)) {
      for (Path source : sources.toList()) {
        test.matcher(Files.readString(source))
            .results()
            .filter(found -> found.group(1).matches("(?s).*\\b[Ll]ook\\b.*"))
            .forEach(found -> helpful.add(found.group(2)));
      }
    }
    assertEquals(kit(), helpful);
  }

  private static Set<String> kit() {
    return Arrays.stream(EngineConformance.class.getMethods())
        .map(Method::getName)
        .filter(name -> name.matches("(required|optional)_[LAMRX]\\d\\d_.*"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(Event event) {
    return event.getTestDescriptor().getDisplayName().replace("()", "");
  }

  private static String rule(String test) {
    return test.split("_", -1)[1];
  }
}
