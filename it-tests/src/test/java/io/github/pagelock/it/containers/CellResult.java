package io.github.pagelock.it.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What the kit found in a cell: a line of target/cells.tsv, from which {@code .ci/CellTable.java}
 * makes the table, and each test in a file of target/cells.
 */
final class CellResult {
  private static final Path FILE = Path.of("target", "cells.tsv");
  private static final Path DETAILS = Path.of("target", "cells");

  private CellResult() {}

  static void write(Cell cell, KitReport report) {
    int passed = 0;
    int refused = 0;
    int failed = 0;
    int skipped = 0;
    for (List<KitReport.Outcome> tests : report.rules().values()) {
      for (KitReport.Outcome test : tests) {
        if (test.passed()) {
          passed++;
        } else if (!test.failed()) {
          skipped++;
        } else if (cell.mayRefuse(test)) {
          refused++;
        } else {
          failed++;
        }
      }
    }
    writeTests(cell, report);
    append(
        cell.kernel(), cell.provider(), cell.user(), cell.jdk(), passed, refused, skipped, failed);
  }

  private static void writeTests(Cell cell, KitReport report) {
    String name = cell.toString().replaceAll("[^\\w.]+", "-") + ".txt";
    List<String> tests =
        report.rules().values().stream().flatMap(List::stream).map(String::valueOf).toList();
    try {
      Files.write(Files.createDirectories(DETAILS).resolve(name), tests);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void append(Object... columns) {
    StringBuilder line = new StringBuilder();
    for (Object column : columns) {
      line.append(line.isEmpty() ? "" : "\t").append(column);
    }
    try {
      Files.writeString(FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
