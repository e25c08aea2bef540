package io.github.pagelock.it.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * What the kit found in a cell: a line of target/cells.tsv, from which {@code .ci/CellTable.java}
 * makes the table.
 */
final class CellResult {
  private static final Path FILE = Path.of("target", "cells.tsv");

  private CellResult() {}

  static void write(Cell cell, KitReport report) {
    int passed = 0;
    int refused = 0;
    int failed = 0;
    int skipped = 0;
    for (Map.Entry<String, List<KitReport.Outcome>> rule : report.rules().entrySet()) {
      for (KitReport.Outcome test : rule.getValue()) {
        if (test.passed()) {
          passed++;
        } else if (!test.failed()) {
          skipped++;
        } else if (cell.mayRefuse(rule.getKey(), test)) {
          refused++;
        } else {
          failed++;
        }
      }
    }
    append(
        cell.kernel(), cell.provider(), cell.user(), cell.jdk(), passed, refused, skipped, failed);
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
