package io.github.pagelock.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.fake.FakeKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(ints = {FakeKernel.PAGE, 4 * FakeKernel.PAGE, 16 * FakeKernel.PAGE})
class ChunkSizerTest {
  private final int page;
  private final ChunkSizer sizer;

  ChunkSizerTest(int page) {
    this.page = page;
    this.sizer = ChunkSizer.ofLocks(page, ChunkSizer.LARGEST);
  }

  @Test
  void fastMemoryGrowsTheChunkTwofoldUpToTheLargest() {
    long first = sizer.next();
    sizer.took(first, 1000);
    assertEquals(2 * first, sizer.next());
    for (int i = 0; i < 10; i++) {
      sizer.took(sizer.next(), 1000);
    }
    assertEquals(ChunkSizer.LARGEST, sizer.next());
  }

  @Test
  void whatMayBeUntouchedMemoryDoesNotTakeTheLargestChunks() {
    for (int i = 0; i < 10; i++) {
      sizer.took(sizer.next(), sizer.next() * 1_000_000 / (19L << 20));
    }
    assertEquals(ChunkSizer.LARGEST_UNTOUCHED, sizer.next());
  }

  /** As slow as an unlock of 4 KiB pages. */
  @Test
  void aReleaseTakesTheLargestChunksSooner() {
    ChunkSizer releases = ChunkSizer.ofReleases(page);
    for (int i = 0; i < 10; i++) {
      releases.took(releases.next(), releases.next() * 1_000_000 / (19L << 20));
    }
    assertEquals(ChunkSizer.LARGEST, releases.next());
    releases.took(ChunkSizer.LARGEST, 32_000_000);
    assertEquals(2L << 20, releases.next());
  }

  @Test
  void theLargestChunkShrinksWhereMemoryIsNotResidentAnyMore() {
    for (int i = 0; i < 10; i++) {
      sizer.took(sizer.next(), 1000);
    }
    sizer.took(ChunkSizer.LARGEST, 32_000_000);
    assertEquals(1L << 20, sizer.next());
  }

  @Test
  void slowMemoryShrinksItAtOnceTowardAMillisecond() {
    sizer.took(4L << 20, 10_000_000);
    long next = sizer.next();
    assertTrue(next <= (4L << 20) / 10, "still " + next);
    assertTrue(next >= (4L << 20) / 11, "too small: " + next);
  }

  @Test
  void neverLessThanAPageAndAlwaysWholePages() {
    ChunkSizer huge = ChunkSizer.ofLocks(2 << 20, ChunkSizer.LARGEST);
    huge.took(2L << 20, Long.MAX_VALUE / 2);
    assertEquals(2L << 20, huge.next());
    for (long nanos = 1; nanos < 1L << 40; nanos *= 7) {
      sizer.took(sizer.next(), nanos);
      assertEquals(0, sizer.next() % page);
      assertTrue(sizer.next() > 0);
    }
  }

  @Test
  void aShortLastChunkDoesNotGrowIt() {
    long first = sizer.next();
    sizer.took(page, 10);
    assertEquals(first, sizer.next());
  }
}
