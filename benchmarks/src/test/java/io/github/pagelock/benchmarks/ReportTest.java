package io.github.pagelock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.benchmarks.Comparison.Goal;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Comparison PAIR =
      new Comparison(
          "pair", "ns", List.of(1800.0), List.of(1000.0, 900.0, 9999.0), Goal.ratio(1.5));

  private final SizeChart chart = chart();
  private final Report report = new Report(List.of(PAIR), List.of(PAIR.line()), chart);

  private static SizeChart chart() {
    SizeChart.Builder builder = new SizeChart.Builder();
    builder.size(16, Map.of("C", List.of(3.0, 2.0, 50.0)));
    builder.size(32, Map.of("C", List.of(6.0)));
    return builder.build();
  }

  @Test
  void theTableHasARowForEachCaseWithItsVerdict() {
    List<String> text = report.markdown("2026-01-01", "a machine");

    assertTrue(
        text.contains("| pair | 1800.0ns | 1000.0ns | 1.800 | ratio<=1.5 | short |"),
        text::toString);
  }

  @Test
  void theRawNumbersAreThoseOfEachRoundAndNameTheMachine() {
    assertEquals(
        List.of(
            "# a machine",
            "case\tunit\twho\trounds",
            "pair\tns\tpagelock\t1800.0000",
            "pair\tns\treference\t1000.0000\t900.0000\t9999.0000"),
        report.rawNumbers("a machine"));
  }

  @Test
  void theChartShowsTheMedianOfEachSize() {
    assertEquals(List.of(16, 32), chart.mebibytes());
    assertEquals(Map.of("C", List.of(3.0, 6.0)), chart.millis());
    assertEquals("| 16 | 3.0 ms |", chart.table().get(2));
  }

  @Test
  void theChartNamesSizesWhereTheyAre() {
    assertEquals("32", chart.label(1));
    assertEquals("", chart.label(0.5));
    assertEquals("", chart.label(2));
  }

  @Test
  void theChartIsDrawnWithoutADisplay(@TempDir Path directory) throws IOException {
    Path png = directory.resolve("chart.png");

    chart.drawTo(png);

    BufferedImage image = ImageIO.read(png.toFile());
    assertTrue(image.getWidth() > 0 && image.getHeight() > 0);
  }

  @Test
  void memoryIsToldInGibibytes() {
    assertEquals(24, Machine.gibibytes("24683452 kB"));
  }
}
