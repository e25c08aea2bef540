package io.github.pagelock.it.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tests of the kit that cannot pass with a cell's privileges, and how they fail. */
enum Refused {
  NONE(""),
  BY_64_KIB("refused-64-KiB.txt"),
  BY_0("refused-0.txt"),
  ALL("");

  /** Names them, if not all or none are meant. */
  private final String file;

  Refused(String file) {
    this.file = file;
  }

  /**
   * Whether it is one of them, and failed so: with the cause of the privileges, or an assertion.
   */
  boolean contains(KitReport.Outcome test, String cause) {
    if (this == NONE || !test.failed()) {
      return false;
    }
    boolean byCause = test.cause().equals(cause);
    return this == ALL
        ? byCause
        : names().contains(test.name()) && (byCause || test.cause().startsWith("Assertion"));
  }

  /** Those that passed, or are no tests of the kit: here too much is said to be refused. */
  List<String> didNotFail(KitReport report) {
    List<KitReport.Outcome> tests = report.rules().values().stream().flatMap(List::stream).toList();
    List<String> all = tests.stream().map(KitReport.Outcome::name).toList();
    Set<String> failed =
        tests.stream()
            .filter(KitReport.Outcome::failed)
            .map(KitReport.Outcome::name)
            .collect(Collectors.toSet());
    return (this == ALL ? all : names()).stream().filter(name -> !failed.contains(name)).toList();
  }

  private List<String> names() {
    if (file.isEmpty()) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(Lab.scripts().resolve(file))) {
      return lines.filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
