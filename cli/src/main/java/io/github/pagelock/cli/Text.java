package io.github.pagelock.cli;

import io.github.pagelock.Limit;
import io.github.pagelock.spi.LimitNumbers;
import java.util.Locale;

/** Words and numbers of the output. */
final class Text {
  private Text() {}

  static String files(int count) {
    return count == 1 ? "1 file" : count(count) + " files";
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Rounded so that only all is 100, and only nothing is 0. */
  static String percent(long part, long whole) {
    if (part <= 0 || part >= whole) {
      return part > 0 ? "100" : "0";
    }
    double percent = Math.max(0.1, Math.min(99.9, 100.0 * part / whole));
    return String.format(Locale.ROOT, "%.1f", percent);
  }

  /** As the kernel writes VmLck. */
  static String kilobytes(long bytes) {
    return bytes == LimitNumbers.UNKNOWN ? "unknown" : count(bytes >> 10) + " kB";
  }

  static String limit(Limit limit) {
    return limit.bytes().isPresent() ? ByteSize.human(limit.bytes().getAsLong()) : limit.toString();
  }
}
