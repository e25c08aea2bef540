package io.github.pagelock.internal.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesTest {
  @ParameterizedTest
  @CsvSource({
    "8192, 4096, 8192, 12288",
    "8192, 1, 8192, 12288",
    "8292, 10, 8192, 12288",
    "12287, 1, 8192, 12288",
    "12287, 2, 8192, 16384",
    "0, 4097, 0, 8192",
  })
  void rangesAreRoundedOutward(long address, long byteCount, long start, long end) {
    assertEquals(new Pages(start, end), Pages.covering(address, byteCount, 4096));
  }

  @ParameterizedTest
  @CsvSource({"-4096, 4096", "-1, 1", "9223372036854771712, 4096", "9223372036854775807, 1"})
  void theEndOfTheAddressSpaceIsOutOfReach(long address, long byteCount) {
    assertThrows(IllegalArgumentException.class, () -> Pages.covering(address, byteCount, 4096));
  }

  @Test
  void largePagesAreRoundedToo() {
    assertEquals(new Pages(0, 2 << 20), Pages.covering(5, 5, 2 << 20));
  }
}
