package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is kept free stands in MemoryRoom and MappingRoom, and nowhere else in the code. */
class PolicyNumbersTest {
  private static final List<String> MODULES =
      List.of("api", "jna", "provider-linux", "provider-freebsd", "provider-fallback", "cli");
  private static final Set<String> HOLDERS = Set.of("MemoryRoom.java", "MappingRoom.java");

  /** A share of a hundred or a tenth in a calculation, or what is kept free told by a number. */
  private static final Pattern SAID_AGAIN =
      Pattern.compile(
          "\\b\\d+ %|/ 10\\b|\\* 9\\b|/ 9\\b|/ 20\\b|/ 95\\b|\\* (95|0\\.)|last tenth|KEPT_FREE\\w* =");

  private static final Pattern TOLD = Pattern.compile("\\((\\d+) % are kept free");

  @Test
  void noCodeSaysThemAgain() throws IOException {
    Set<String> found = new TreeSet<>();
    int files = 0;
    for (String module : MODULES) {
      for (Path file : below("../" + module + "/src/main", ".java")) {
        files++;
        if (!HOLDERS.contains(String.valueOf(file.getFileName()))) {
          Files.readAllLines(file).stream()
              .filter(line -> SAID_AGAIN.matcher(line).find())
              .forEach(line -> found.add(file.getFileName() + ": " + line.strip()));
        }
      }
    }
    assertTrue(files > 200, files + " files only");
    assertEquals(Set.of(), found);
  }

  @Test
  void theDocumentsTellTheSame() throws IOException {
    int told = 0;
    for (Path document : below("../docs", ".md")) {
      Matcher matcher = TOLD.matcher(Files.readString(document));
      while (matcher.find()) {
        told++;
        assertEquals(
            String.valueOf(MemoryRoom.KEPT_FREE_PERCENT), matcher.group(1), document::toString);
      }
    }
    assertTrue(told >= 3, told + " places only");
    assertContains(
        "operations.md", "than " + (100 - MemoryRoom.KEPT_FREE_PERCENT) + " % of what is left");
    assertContains("cli.md", "the JVM needs " + MappingRoom.KEPT_FREE_PERCENT + " %");
    assertContains("ledger.md", "last count + " + MappingRoom.PER_LOCK + " per ledger interval");
  }

  private static void assertContains(String document, String text) throws IOException {
    assertTrue(
        Files.readString(Path.of("../docs", document)).contains(text), document + ": " + text);
  }

  private static List<Path> below(String folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
  }
}
