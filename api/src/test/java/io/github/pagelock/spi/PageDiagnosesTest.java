package io.github.pagelock.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.fake.FakeKernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageDiagnosesTest {
  /** An offset in an array of 60 KB lies in page 0, or a few pages behind it. */
  @ParameterizedTest
  @ValueSource(ints = {FakeKernel.PAGE, 4 * FakeKernel.PAGE, 16 * FakeKernel.PAGE})
  void anOffsetInAnArrayIsToldWhateverThePageSize(int pageSize) {
    for (long offset : new long[] {16, 10_000, 60_000}) {
      assertEquals(true, page(offset & -pageSize, pageSize).contains("on the heap"));
    }
    for (long address : new long[] {64 << 10, 0x7f0000000000L, -pageSize}) {
      assertEquals(false, page(address, pageSize).contains("on the heap"));
    }
  }

  private static String page(long address, int pageSize) {
    return PageDiagnoses.page(address, address, pageSize, pageSize);
  }
}
