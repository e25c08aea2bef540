package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is drawn beyond the window, whatever its size. */
class ScreenTest {
  private final StringWriter text = new StringWriter();
  private Optional<Window.Size> size = Optional.empty();
  private final Screen screen =
      new Screen(
          new PrintWriter(text), new Terminal(OptionalInt.of(80), OptionalInt.of(80)), () -> size);

  private static ResidencyReport report(int files) {
    List<FileResidency> rows =
        IntStream.range(0, files)
            .mapToObj(
                i ->
                    new FileResidency(
                        "/a/rather/long/name/of/a/directory/日本語/file" + i,
                        1 << 20,
                        256,
                        128L,
                        "O".repeat(30) + " ".repeat(30),
                        null))
            .toList();
    return new ResidencyReport(
        "",
        "now",
        "linux",
        8192,
        rows,
        ResidencyReport.Total.of(rows),
        ResidencyReport.NotTold.of(rows),
        List.of(),
        List.of());
  }

  /** What is on the screen, without what moves the cursor and clears. */
  private List<String> draw(int files) {
    text.getBuffer().setLength(0);
    ResidencyReport report = report(files);
    screen.draw(
        files,
        (terminal, mostRows) -> {
          List<String> lines = new ArrayList<>(List.of("now"));
          lines.addAll(ResidencyTable.lines(report, terminal, 60, mostRows));
          return lines;
        });
    String drawn = text.toString();
    assertTrue(drawn.endsWith("\u001b[J"), drawn);
    return drawn.substring(0, drawn.length() - 3).lines().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "80, 24, 1000",
    "40, 10, 1000",
    "200, 50, 1000",
    "80, 24, 3",
    "20, 5, 100",
    "1, 1, 100",
    "80, 3, 1"
  })
  void neitherWiderNorHigherThanTheWindow(int columns, int rows, int files) {
    size = Optional.of(new Window.Size(columns, rows));
    List<String> lines = draw(files);
    assertTrue(lines.size() < Math.max(2, rows), lines::toString);
    for (String line : lines) {
      int width = AttributedString.fromAnsi(line.replaceFirst("^.*\u001b\\[2K", "")).columnLength();
      assertTrue(width <= columns, () -> width + " columns: " + line);
    }
    if (columns >= 40) {
      String last = lines.get(lines.size() - 1);
      assertTrue(last.contains(Text.files(files) + ": "), last);
    }
  }

  @Test
  void theRowsThatAreLeftOutAreCounted() {
    size = Optional.of(new Window.Size(80, 24));
    List<String> lines = draw(1000);
    assertEquals(23, lines.size(), lines::toString);
    long shown = lines.stream().filter(line -> line.contains("file")).count() - 1;
    assertTrue(shown > 10, lines::toString);
    assertTrue(
        lines.get(21).endsWith("and " + Text.count(1000 - shown) + " more"), lines::toString);
    size = Optional.of(new Window.Size(80, 1100));
    assertTrue(draw(1000).stream().noneMatch(line -> line.contains(" more")), text::toString);
  }

  @Test
  void anotherSizeIsDrawnAnewAndTheSameInPlace() {
    size = Optional.of(new Window.Size(80, 24));
    assertTrue(draw(5).get(0).startsWith("\u001b[2J\u001b[H"));
    assertTrue(draw(5).get(0).startsWith("\u001b[H"));
    size = Optional.of(new Window.Size(60, 24));
    assertTrue(draw(5).get(0).startsWith("\u001b[2J\u001b[H"));
  }

  @Test
  void withoutAnAnswerItHasTheColumnsOfTheStartAndAllRows() {
    List<String> lines = draw(100);
    assertTrue(lines.size() > 100, lines::toString);
    assertTrue(lines.stream().noneMatch(line -> line.length() > 100), lines::toString);
  }

  @Test
  void elsewhereThanOnATerminalItIsPlain() {
    Screen plain =
        new Screen(
            new PrintWriter(text),
            new Terminal(OptionalInt.empty(), OptionalInt.empty()),
            () -> Optional.of(new Window.Size(10, 2)));
    ResidencyReport report = report(100);
    plain.draw(100, (terminal, most) -> ResidencyTable.lines(report, terminal, 60, most));
    assertFalse(text.toString().contains("\u001b"), text::toString);
    assertTrue(text.toString().lines().count() > 100, text::toString);
  }

  @Test
  void statusKeepsItsTotalWhereRowsAreLeftOut() {
    List<ProcessStatus.Locked> rows =
        IntStream.range(0, 50)
            .mapToObj(i -> new ProcessStatus.Locked("/f" + i, "plain", 1, 8192, 8192, 0))
            .toList();
    ProcessStatus status =
        new ProcessStatus(
            "", "now", 1, "java", 8192, rows, new ProcessStatus.Locked("total", "", 50, 1, 1, 0));
    size = Optional.of(new Window.Size(80, 12));
    screen.draw(50, (terminal, most) -> StatusTable.lines(status, terminal, most));
    List<String> lines = text.toString().lines().toList();
    assertTrue(lines.stream().anyMatch(line -> line.contains("total")), lines::toString);
    assertTrue(lines.stream().anyMatch(line -> line.contains("and 46 more")), lines::toString);
  }
}
