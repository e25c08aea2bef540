package io.github.pagelock.internal.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.fake.FakeKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(ints = {FakeKernel.PAGE, 4 * FakeKernel.PAGE, 16 * FakeKernel.PAGE, 2 << 20})
class PagesTest {
  private final long page;

  PagesTest(int page) {
    this.page = page;
  }

  private Pages covering(long address, long byteCount) {
    return Pages.covering(address, byteCount, (int) page);
  }

  /** From a byte of page 2 on, so many whole pages and bytes more. */
  @ParameterizedTest
  @CsvSource({"0, 1, 0, 3", "0, 0, 1, 3", "100, 0, 10, 3", "-1, 0, 1, 2", "-1, 0, 2, 3"})
  void rangesAreRoundedOutward(int offset, int pages, int more, int end) {
    Pages found = covering(2 * page + offset, pages * page + more);
    assertEquals(new Pages(offset < 0 ? page : 2 * page, end * page), found);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 2"})
  void aRangeFromZeroIsToo(int pages, int more, int end) {
    assertEquals(new Pages(0, end * page), covering(0, pages * page + more));
  }

  @Test
  void theEndOfTheAddressSpaceIsOutOfReach() {
    long lastPage = Long.MAX_VALUE - page + 1;
    assertRefused(-page, page);
    assertRefused(-1, 1);
    assertRefused(lastPage, page);
    assertRefused(lastPage, 1);
    assertRefused(Long.MAX_VALUE, 1);
  }

  private void assertRefused(long address, long byteCount) {
    assertThrows(IllegalArgumentException.class, () -> covering(address, byteCount));
  }
}
