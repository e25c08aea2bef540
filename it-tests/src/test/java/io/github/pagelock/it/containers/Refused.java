package io.github.pagelock.it.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

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

  private List<String> names() {
    try {
      return Files.readAllLines(Lab.scripts().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
