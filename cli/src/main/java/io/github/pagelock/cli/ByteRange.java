package io.github.pagelock.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Part of a file.
 *
 * @param offset the first byte; below 0, so many before the end of whatever the file has
 * @param end the byte after the last one; {@link #TO_THE_END} for whatever the file has
 */
record ByteRange(long offset, long end) {
  static final long TO_THE_END = Long.MAX_VALUE;
  static final ByteRange WHOLE = new ByteRange(0, TO_THE_END);

  /** What a file of this size has of this range; its length is 0 if it has nothing of it. */
  ByteRange within(long size) {
    long begin = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
    return new ByteRange(begin, Math.max(begin, Math.min(end, size)));
  }

  long length() {
    return end - offset;
  }

  /** What a file of this size has of several ranges, each byte once; none is all of it. */
  static List<ByteRange> within(List<ByteRange> ranges, long size) {
    if (ranges.isEmpty()) {
      return size == 0 ? List.of() : List.of(new ByteRange(0, size));
    }
    List<ByteRange> sorted = new ArrayList<>();
    for (ByteRange range : ranges) {
      if (range.within(size).length() > 0) {
        sorted.add(range.within(size));
      }
    }
    sorted.sort(Comparator.comparingLong(ByteRange::offset));
    List<ByteRange> united = new ArrayList<>();
    for (ByteRange range : sorted) {
      ByteRange last = united.isEmpty() ? null : united.get(united.size() - 1);
      if (last != null && range.offset() <= last.end()) {
        united.set(
            united.size() - 1, new ByteRange(last.offset(), Math.max(last.end(), range.end())));
      } else {
        united.add(range);
      }
    }
    return united;
  }

  /**
   * Reads {@code OFFSET:LENGTH}, {@code OFFSET-END}, {@code OFFSET-}, {@code LENGTH} (from the
   * beginning) and {@code -LENGTH} (up to the end, as HTTP and curl have it; vmtouch does not).
   */
  static final class Converter implements ITypeConverter<ByteRange> {
    Converter() {}

    @Override
    public ByteRange convert(String text) {
      int colon = text.indexOf(':');
      int dash = text.indexOf('-');
      if (colon >= 0 && dash >= 0) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is not a range: write OFFSET:LENGTH, OFFSET-END, OFFSET-, LENGTH (from the"
                + " beginning) or -LENGTH (up to the end), such as 1m:64k");
      }
      if (colon < 0 && dash <= 0) {
        return atAnEdge(text, dash == 0);
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

    private static ByteRange atAnEdge(String text, boolean isLast) {
      long length = ByteSize.parse(isLast ? text.substring(1) : text);
      if (length == 0) {
        throw new TypeConversionException("'" + text + "' holds no byte");
      }
      return isLast ? new ByteRange(-length, TO_THE_END) : new ByteRange(0, length);
    }
  }
}
