package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.pagelock.it.freebsd.Facts.Result;
import io.github.pagelock.it.freebsd.Facts.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class FreeBsdFactsTest {
  private static final int FEWEST_ROWS = 90;
  private static final int FEWEST_ROWS_CHECKED = 70;
  private static final int FEWEST_ROWS_CITED = 35;
  private static final Pattern CITED_ROW = Pattern.compile("[Rr]ow \"([^\"]+)\"");

  @TestFactory
  Stream<DynamicTest> everyFactHolds(@TempDir Path directory) throws Exception {
    Facts facts = Facts.copiedTo(directory, "-O2");
    if (Facts.usesSimulator()) {
      facts.compileSimulator();
    }
    Result result = facts.compileFacts().run();
    List<Row> rows = result.rows();

    assertTrue(rows.size() >= FEWEST_ROWS, () -> rows.size() + " rows");
    assertTrue(
        rows.stream().filter(row -> row.verdict().equals("ok")).count() >= FEWEST_ROWS_CHECKED);
    assertEquals(rows.stream().anyMatch(Row::failed) ? 1 : 0, result.exitCode());
    return rows.stream().map(row -> dynamicTest(row.name(), () -> judge(row)));
  }

  private static void judge(Row row) {
    assumeFalse(row.verdict().equals("not checked here"), () -> row.name() + ": " + row.detail());
    assertEquals("ok", row.verdict(), row::detail);
  }

  @Test
  void everyRowThatTheSimulatorCitesExists() throws IOException {
    String facts = Files.readString(Facts.SOURCES.resolve("freebsd_facts.c"));
    Set<String> cited = citedRows();

    assertTrue(cited.size() > FEWEST_ROWS_CITED, () -> "cited: " + cited);
    assertEquals(
        List.of(), cited.stream().filter(row -> !facts.contains("{\"" + row + "\",")).toList());
  }

  private static Set<String> citedRows() throws IOException {
    Set<String> cited = new TreeSet<>();
    try (Stream<Path> sources = Files.list(Facts.SOURCES)) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".c")).toList()) {
        String oneLine =
            Files.readString(source).replaceAll("\n\\s*\\*", " ").replaceAll("\\s+", " ");
        CITED_ROW.matcher(oneLine).results().map((MatchResult m) -> m.group(1)).forEach(cited::add);
      }
    }
    return cited;
  }
}
