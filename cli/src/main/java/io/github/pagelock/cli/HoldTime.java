package io.github.pagelock.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}. */
final class HoldTime implements ITypeConverter<Duration> {
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,9})(ms|s|m|h|d)", Pattern.CASE_INSENSITIVE);
  private static final Map<String, TimeUnit> UNITS =
      Map.of(
          "ms", TimeUnit.MILLISECONDS,
          "s", TimeUnit.SECONDS,
          "m", TimeUnit.MINUTES,
          "h", TimeUnit.HOURS,
          "d", TimeUnit.DAYS);

  HoldTime() {}

  @Override
  public Duration convert(String text) {
    Matcher written = WRITTEN.matcher(text);
    if (written.matches()) {
      TimeUnit unit = UNITS.get(written.group(2).toLowerCase(Locale.ROOT));
      long count = Long.parseLong(written.group(1));
      if (unit != null && count > 0) {
        return Duration.ofMillis(unit.toMillis(count));
      }
    }
    throw new TypeConversionException(
        "'"
            + text
            + "' is not a duration: write a whole number above 0 with ms, s, m, h or d, such"
            + " as 10s");
  }

  /** For people. */
  static String human(Duration time) {
    double seconds = time.toNanos() / 1e9;
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.1f ms", seconds * 1000);
    }
    return seconds < 120
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%d min %d s", time.toMinutes(), time.toSecondsPart());
  }
}
