package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class OptionValuesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "5000, 5000",
    "1b, 1",
    "64k, 65536",
    "64K, 65536",
    "2m, 2097152",
    "1GiB, 1073741824",
    "3tb, 3298534883328",
    "8k, 8192",
    "1.5G, 1610612736",
    "1.5 GiB, 1610612736",
    "0.5K, 512",
    ".5k, 512",
    "0.1k, 102",
    "1 k, 1024",
    "100 KiB, 102400",
    "1023 bytes, 1023",
    "1P, 1125899906842624",
    "7e, 8070450532247928832",
    "9223372036854775807, 9223372036854775807"
  })
  void sizesAreBytesOrPowersOf1024(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "k",
        "-1",
        "1.5",
        "1.5b",
        "1.m",
        "1,5m",
        "1  k",
        "8e",
        "1e3",
        "12x",
        "1kk",
        "9223372036854775808",
        "9999999t",
        "0x10"
      })
  void whatIsNoSizeIsRefused(String text) {
    assertThrows(TypeConversionException.class, () -> ByteSize.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"0, 0 bytes", "1023, 1023 bytes", "65536, 64.0 KiB", "128651445, 123 MiB"})
  void sizesAreShownWithAUnit(long bytes, String text) {
    assertEquals(text, ByteSize.human(bytes));
  }

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "10s, PT10S", "5m, PT5M", "2h, PT2H", "1d, PT24H", "3S, PT3S"})
  void durationsHaveAUnit(String text, Duration time) {
    assertEquals(time, new HoldTime().convert(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "0s", "-5s", "1.5s", "10 s", "s", "1w", "9999999999s"})
  void whatIsNoDurationIsRefused(String text) {
    assertThrows(TypeConversionException.class, () -> new HoldTime().convert(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0:8k, 0, 8192",
    "1m:64k, 1048576, 1114112",
    "1k-3k, 1024, 3072",
    "5-, 5, 9223372036854775807",
    "8k, 0, 8192",
    "1.5G, 0, 1610612736",
    "-8k, -8192, 9223372036854775807",
    "-1, -1, 9223372036854775807",
    "0.5k-1.5KiB, 512, 1536",
    "8 KiB-16 KiB, 8192, 16384",
    "1:9223372036854775807, 1, 9223372036854775807"
  })
  void rangesAreOffsetAndLengthOrOffsetAndEnd(String text, long offset, long end) {
    assertEquals(new ByteRange(offset, end), new ByteRange.Converter().convert(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "0", "-0", ":", "-", "5:", "5:0", "5-5", "5-3", ":5", "-5:2", "-5-3", "--5", "1:2-3",
        "a-b", "-x"
      })
  void whatIsNoRangeIsRefused(String text) {
    assertThrows(TypeConversionException.class, () -> new ByteRange.Converter().convert(text));
  }

  @Test
  void aRangeIsCutToTheFile() {
    ByteRange range = new ByteRange(100, 200);
    assertEquals(new ByteRange(100, 150), range.within(150));
    assertEquals(new ByteRange(100, 200), range.within(1000));
    assertEquals(0, range.within(100).length());
    assertEquals(0, range.within(50).length());
    assertEquals(new ByteRange(0, 7), ByteRange.WHOLE.within(7));
    ByteRange last = new ByteRange(-100, ByteRange.TO_THE_END);
    assertEquals(new ByteRange(900, 1000), last.within(1000));
    assertEquals(new ByteRange(0, 50), last.within(50));
  }

  @Test
  void globsWithoutASlashMatchTheNameAndOthersThePath() {
    assertTrue(PathGlob.of("*.idx").matches(Path.of("deep/down/a.idx")));
    assertFalse(PathGlob.of("*.idx").matches(Path.of("deep/a.idx.old")));
    assertTrue(PathGlob.of("deep/*.idx").matches(Path.of("deep/a.idx")));
    assertFalse(PathGlob.of("deep/*.idx").matches(Path.of("other/a.idx")));
    assertThrows(TypeConversionException.class, () -> PathGlob.of("[a"));
  }

  @Test
  void severalRangesOfAFileAreTakenEachByteOnce() {
    assertEquals(
        List.of(new ByteRange(0, 15), new ByteRange(90, 100)),
        ByteRange.within(
            List.of(
                new ByteRange(-10, ByteRange.TO_THE_END),
                new ByteRange(10, 15),
                new ByteRange(0, 12),
                new ByteRange(200, 300)),
            100));
    assertEquals(List.of(new ByteRange(0, 100)), ByteRange.within(List.of(), 100));
    assertEquals(List.of(), ByteRange.within(List.of(new ByteRange(200, 300)), 100));
  }

  @Test
  void aBudgetSaysWhoGivesWay() {
    assertEquals(new BudgetOption(8192, false), new BudgetOption.Converter().convert("8k"));
    assertEquals(new BudgetOption(8192, false), new BudgetOption.Converter().convert("8k:refuse"));
    assertEquals(new BudgetOption(8192, true), new BudgetOption.Converter().convert("8k:oldest"));
    for (String text : List.of("", ":", "4k:", "4k:newest", ":oldest", "x")) {
      assertThrows(
          TypeConversionException.class, () -> new BudgetOption.Converter().convert(text), text);
    }
  }
}
