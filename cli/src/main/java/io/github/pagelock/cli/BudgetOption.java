package io.github.pagelock.cli;

import io.github.pagelock.files.Budget;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How much may be locked, and who gives way: {@code 2g}, {@code 2g:refuse}, {@code 2g:oldest}.
 *
 * @param byteCount bytes of whole pages
 * @param releasesOldest whether those that have been locked for the longest time go for a new one
 */
record BudgetOption(long byteCount, boolean releasesOldest) {
  Budget budget() {
    return releasesOldest ? Budget.releasingOldest(byteCount) : Budget.refusingNew(byteCount);
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<BudgetOption> {
    Converter() {}

    @Override
    public BudgetOption convert(String text) {
      int colon = text.indexOf(':');
      String who = colon < 0 ? "refuse" : text.substring(colon + 1);
      if (!who.equals("refuse") && !who.equals("oldest")) {
        throw new TypeConversionException(
            "'" + text + "' is not a budget: write SIZE, SIZE:refuse or SIZE:oldest, such as 2g");
      }
      return new BudgetOption(
          ByteSize.parse(colon < 0 ? text : text.substring(0, colon)), who.equals("oldest"));
    }
  }
}
