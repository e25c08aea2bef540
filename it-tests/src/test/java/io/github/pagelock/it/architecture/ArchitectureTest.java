package io.github.pagelock.it.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {
  private static final String ROOT = "io.github.pagelock";
  private static final String FIXTURE = ROOT + ".it.architecture.fixture";

  private static final String SOURCE = "\\.\\./[^/]+/src/main/java[^/]*/.*\\.java";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(ROOT);

  private static final JavaClasses HOUSE_WHERE_ALL_IS_BROKEN =
      new ClassFileImporter().importPackages(FIXTURE);

  @ParameterizedTest
  @EnumSource
  void theProductKeepsTheRule(Rule rule) {
    rule.below(ROOT).check(PRODUCT);
  }

  @ParameterizedTest
  @EnumSource
  void theRuleFindsWhatBreaksIt(Rule rule) {
    List<String> found =
        rule.below(FIXTURE).evaluate(HOUSE_WHERE_ALL_IS_BROKEN).getFailureReport().getDetails();

    assertTrue(
        found.stream().anyMatch(violation -> violation.contains(rule.culprit)),
        () -> rule + " found only " + found);
  }

  /** A rule over nothing would pass. */
  @ParameterizedTest
  @CsvSource({
    "io.github.pagelock, 20",
    "io.github.pagelock.spi, 8",
    "io.github.pagelock.internal, 5",
    "io.github.pagelock.internal.admit, 8",
    "io.github.pagelock.internal.base, 7",
    "io.github.pagelock.internal.book, 13",
    "io.github.pagelock.internal.engine, 8",
    "io.github.pagelock.internal.events, 9",
    "io.github.pagelock.internal.files, 2",
    "io.github.pagelock.internal.handle, 11",
    "io.github.pagelock.internal.kernel, 5",
    "io.github.pagelock.internal.memory, 12",
    "io.github.pagelock.internal.pages, 6",
    "io.github.pagelock.internal.pending, 12",
    "io.github.pagelock.internal.process, 12",
    "io.github.pagelock.internal.provide, 5",
    "io.github.pagelock.internal.steps, 6",
    "io.github.pagelock.internal.view, 5",
    "io.github.pagelock.internal.watch, 7",
    "io.github.pagelock.internal.work, 7",
    "io.github.pagelock.files, 25",
    "io.github.pagelock.jna, 9",
    "io.github.pagelock.posix, 12",
    "io.github.pagelock.provider.fallback, 9",
    "io.github.pagelock.provider.fallback.libc, 4",
    "io.github.pagelock.provider.freebsd, 14",
    "io.github.pagelock.provider.freebsd.libc, 2",
    "io.github.pagelock.provider.linux, 25",
    "io.github.pagelock.provider.linux.libc, 4",
    "io.github.pagelock.provider.linux.proc, 9",
    "io.github.pagelock.secrets, 20",
    "io.github.pagelock.tck, 45",
    "io.github.pagelock.cli, 50"
  })
  void theRulesSeeTheClassesOfEveryModule(String packageName, int atLeast) {
    long seen = PRODUCT.stream().filter(type -> type.getPackageName().equals(packageName)).count();

    assertTrue(seen >= atLeast, () -> packageName + " has only " + seen + " classes");
  }

  /** Segments and arenas are for anyone. Rules see no class of META-INF/versions. */
  @Test
  void functionsOfCAreLinkedInOnePackageAlone() throws IOException {
    Set<String> callers;
    try (Stream<Path> files =
        Files.find(
            Path.of(".."),
            Integer.MAX_VALUE,
            (file, is) -> is.isRegularFile() && file.toString().matches(SOURCE))) {
      callers =
          files
              .filter(file -> contains(file, "import java.lang.foreign.Linker;"))
              .map(file -> file.toString().substring("../".length()))
              .collect(Collectors.toSet());
    }
    assertEquals(
        Set.of(
            "api/src/main/java22/io/github/pagelock/posix/CallState.java",
            "api/src/main/java22/io/github/pagelock/posix/ForeignCalls.java"),
        callers);
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theRulesSeeNoTests() {
    assertEquals(
        List.of(),
        PRODUCT.stream().filter(type -> type.getPackageName().startsWith(ROOT + ".it")).toList());
  }
}
