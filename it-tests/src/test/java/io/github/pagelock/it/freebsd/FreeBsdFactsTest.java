package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class FreeBsdFactsTest {
  private static final int FEWEST_ROWS_CITED = 45;
  private static final Pattern CITED_ROW = Pattern.compile("[Rr]ow \"([^\"]+)\"");

  private static final String[] HELD = {"queued", "aio_cancel", "aio_suspend"};
  private static final String TOO_FAST = "the daemons were faster";

  @TempDir private static Path directory;
  private static Facts facts;

  @BeforeAll
  static void compile() throws Exception {
    facts = Facts.copiedTo(directory, "-O2");
    if (Facts.usesSimulator()) {
      facts.compileSimulator();
    }
    facts.compileFacts();
  }

  @TestFactory
  Stream<DynamicTest> everyFactHolds() throws Exception {
    Result result = facts.run();

    result.assertComplete();
    return result.rows().stream().map(row -> dynamicTest(row.name(), row::judge));
  }

  private static Result onSimulatorWith(String knobs, String... parts) throws Exception {
    assumeTrue(Facts.usesSimulator(), "on FreeBSD there is no simulator");
    return facts.runWithKnobs(knobs, parts);
  }

  private static void assertNoneFailed(Result result) {
    assertEquals(List.of(), result.rows().stream().filter(Facts.Row::failed).toList());
    assertEquals(0, result.exitCode(), result::text);
  }

  private static List<String> tooFast(Result result) {
    return result.rows().stream()
        .filter(row -> row.notChecked() && row.detail().startsWith(TOO_FAST))
        .map(Facts.Row::name)
        .toList();
  }

  @Test
  void rowsAreCheckedWhereRequestsReallyKeepTheQueueBusy() throws Exception {
    Result result = onSimulatorWith("one-daemon eager", HELD);

    assertNoneFailed(result);
    assertEquals(List.of(), tooFast(result));
  }

  @Test
  void rowsThatNeedAHeldQueueAreNotCheckedWhereItIsNot() throws Exception {
    Result result = onSimulatorWith("eager", HELD);

    assertNoneFailed(result);
    List<String> rows = tooFast(result);
    assertTrue(
        rows.contains("aio_cancel: queued") && rows.contains("aio_cancel: running"),
        rows::toString);
    assertTrue(rows.contains("queued: munmap makes it fail"), rows::toString);
    assertFalse(rows.contains("aio_cancel: finished or returned"), rows::toString);
  }

  @Test
  void theFactsHoldOn12_1WithEachDifferenceAtOnce() throws Exception {
    Result result = onSimulatorWith("12.1 eager restart");

    result.assertComplete();
    assertNoneFailed(result);
  }

  @Test
  void timeoutsThatStartAgainAreSeen() throws Exception {
    Result result = onSimulatorWith("restart one-daemon", "aio_suspend");

    assertNoneFailed(result);
    assertEquals(List.of("aio_suspend"), result.rows().stream().map(Facts.Row::name).toList());
    assertEquals(List.of(), tooFast(result));
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
