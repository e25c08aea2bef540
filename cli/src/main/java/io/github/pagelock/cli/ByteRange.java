package io.github.pagelock.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Part of a file.
 *
 * @param offset the first byte
 * @param end the byte after the last one; {@link #TO_THE_END} for whatever the file has
 */
record ByteRange(long offset, long end) {
  static final long TO_THE_END = Long.MAX_VALUE;
  static final ByteRange WHOLE = new ByteRange(0, TO_THE_END);

  /** What a file of this size has of this range; its length is 0 if it has nothing of it. */
  ByteRange within(long size) {
    long begin = Math.min(offset, size);
    return new ByteRange(begin, Math.max(begin, Math.min(end, size)));
  }

  long length() {
    return end - offset;
  }

  /** Reads {@code OFFSET:LENGTH}, {@code OFFSET-END} and {@code OFFSET-}. */
  static final class Converter implements ITypeConverter<ByteRange> {
    Converter() {}

    @Override
    public ByteRange convert(String text) {
      int colon = text.indexOf(':');
      int dash = text.indexOf('-');
      if (colon < 0 == dash < 0) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is not a range: write OFFSET:LENGTH, OFFSET-END or OFFSET-, such as"
                + " 1m:64k");
      }
      int separator = Math.max(colon, dash);
      long offset = ByteSize.parse(text.substring(0, separator));
      String rest = text.substring(separator + 1);
      long end;
      if (colon >= 0) {
        long length = ByteSize.parse(rest);
        end = length > TO_THE_END - offset ? TO_THE_END : offset + length;
      } else {
        end = rest.isEmpty() ? TO_THE_END : ByteSize.parse(rest);
      }
      if (end <= offset) {
        throw new TypeConversionException("'" + text + "' holds no byte");
      }
      return new ByteRange(offset, end);
    }
  }
}
