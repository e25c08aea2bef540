package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.pagelock.it.freebsd.Facts.Result;
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
  private static final int FEWEST_ROWS_CITED = 45;
  private static final Pattern CITED_ROW = Pattern.compile("[Rr]ow \"([^\"]+)\"");

  @TestFactory
  Stream<DynamicTest> everyFactHolds(@TempDir Path directory) throws Exception {
    Facts facts = Facts.copiedTo(directory, "-O2");
    if (Facts.usesSimulator()) {
      facts.compileSimulator();
    }
    Result result = facts.compileFacts().run();

    result.assertComplete();
    return result.rows().stream().map(row -> dynamicTest(row.name(), row::judge));
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
