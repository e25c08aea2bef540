package io.github.pagelock.it.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.function.BiPredicate;

/** Tests of the kit that cannot pass with a cell's privileges, and how they fail. */
enum Refused {
  NONE((test, cause) -> false),
  BY_64_KIB(named("refused-64-KiB.txt")),
  BY_0(named("refused-0.txt")),
  ALL((test, cause) -> test.cause().equals(cause));

  private final BiPredicate<KitReport.Outcome, String> tests;

  Refused(BiPredicate<KitReport.Outcome, String> tests) {
    this.tests = tests;
  }

  /**
   * Whether it is one of them, and failed so: with the cause of the privileges, or an assertion.
   */
  boolean contains(KitReport.Outcome test, String cause) {
    return test.failed() && tests.test(test, cause);
  }

  private static BiPredicate<KitReport.Outcome, String> named(String file) {
    Set<String> lines;
    try {
      lines = Set.copyOf(Files.readAllLines(Lab.scripts().resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return (test, cause) ->
        lines.contains(test.name())
            && (test.cause().equals(cause) || test.cause().startsWith("Assertion"));
  }
}
