package io.github.pagelock.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes in bytes as people write and read them: {@code 5000}, {@code 64k}, {@code 1.5 GiB}. */
final class ByteSize implements ITypeConverter<Long> {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "(\\d{1,19}|\\d{0,10}\\.\\d{1,9}(?= ?[kmgtpe])) ?(?:([kmgtpe])(?:i?b)?|b|bytes)?",
          Pattern.CASE_INSENSITIVE);
  private static final String SUFFIXES = "kmgtpe";
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  ByteSize() {}

  @Override
  public Long convert(String text) {
    return parse(text);
  }

  /**
   * Reads a size; what is less than a byte is left out.
   *
   * @throws TypeConversionException if it is none, or too big for a file
   */
  static long parse(String text) {
    Matcher written = WRITTEN.matcher(text);
    if (!written.matches()) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is not a size: write bytes, or a number with k, m, g, t, p or e (powers of"
              + " 1024), such as 64k or 1.5G");
    }
    String suffix = written.group(2);
    int shift = suffix == null ? 0 : 10 * (SUFFIXES.indexOf(suffix.toLowerCase(Locale.ROOT)) + 1);
    BigDecimal bytes = new BigDecimal(written.group(1)).multiply(BigDecimal.valueOf(1L << shift));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new TypeConversionException("'" + text + "' is more than a file can hold");
    }
    return bytes.longValue();
  }

  /** For people: three digits and a unit. */
  static String human(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " " + UNITS[0]
        : String.format(Locale.ROOT, value < 100 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }
}
