package io.github.pagelock.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Time against size, a line for each way to lock.
 *
 * @param mebibytes the sizes, each twice the one before
 * @param millis for each way, in the order of the sizes
 */
record SizeChart(List<Integer> mebibytes, Map<String, List<Double>> millis) {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;

  /** A table of the numbers that are drawn. */
  List<String> table() {
    List<String> rows = new ArrayList<>();
    rows.add("| MiB | " + String.join(" | ", millis.keySet()) + " |");
    rows.add("|---|" + "---|".repeat(millis.size()));
    for (int i = 0; i < mebibytes.size(); i++) {
      StringBuilder row = new StringBuilder("| " + mebibytes.get(i) + " |");
      for (List<Double> way : millis.values()) {
        row.append(" ").append(Numbers.measured(way.get(i))).append(" ms |");
      }
      rows.add(row.toString());
    }
    return rows;
  }

  void drawTo(Path png) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Locking untouched memory")
            .xAxisTitle("MiB")
            .yAxisTitle("ms")
            .theme(ChartTheme.Matlab)
            .build();
    chart.getStyler().setYAxisLogarithmic(true).setLegendPosition(LegendPosition.InsideNW);
    // Each size doubles the one before: places are powers, and every size has its label.
    List<Integer> places = IntStream.range(0, mebibytes.size()).boxed().toList();
    millis.forEach((way, times) -> chart.addSeries(way, places, times));
    chart.getStyler().setxAxisTickLabelsFormattingFunction(this::label);
    BitmapEncoder.saveBitmap(chart, png.toString(), BitmapFormat.PNG);
  }

  /** Marks between two sizes have none. */
  String label(double place) {
    boolean isSize = place == Math.rint(place) && place >= 0 && place < mebibytes.size();
    return isSize ? mebibytes.get((int) place).toString() : "";
  }

  /** Collects the rounds of each way at each size, and keeps their medians. */
  static final class Builder {
    private final List<Integer> mebibytes = new ArrayList<>();
    private final Map<String, List<Double>> millis = new LinkedHashMap<>();

    void size(int size, Map<String, List<Double>> rounds) {
      mebibytes.add(size);
      rounds.forEach(
          (way, times) ->
              millis.computeIfAbsent(way, first -> new ArrayList<>()).add(Median.of(times)));
    }

    SizeChart build() {
      return new SizeChart(mebibytes, millis);
    }
  }
}
