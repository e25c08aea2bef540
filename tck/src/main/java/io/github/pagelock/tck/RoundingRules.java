package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.spi.RangeAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** L1: rounding outward to pages; the handle tells both. */
interface RoundingRules extends Rules {
  /**
   * A range inside two pages locks both, and neither neighbour. When it fails, look for addresses
   * rounded to the nearest page, or an end that was rounded down.
   */
  @Test
  default void required_L01_rangeIsRoundedOutwardToWholePages() {
    TestRegion region = bench().region(4);
    long offset = bench().pageSize() + 100L;
    bench().lock(region.part(offset, bench().pageSize()), LockMode.PLAIN);
    bench().assertPages(region, ".XX.");
  }

  /**
   * One byte locks its page, the last byte of a page no other. When it fails, look for an end that
   * is rounded up from the byte behind the range.
   */
  @Test
  default void required_L01_singleByteLocksItsPageOnly() {
    TestRegion region = bench().region(3);
    bench().lock(region.part(2L * bench().pageSize() - 1, 1), LockMode.PLAIN);
    bench().assertPages(region, ".X.");
  }

  /**
   * The handle tells the requested bytes and the locked pages. When it fails, look for a handle
   * that gives one for the other.
   */
  @Test
  default void required_L01_handleTellsTheRequestAndTheLockedPages() {
    TestRegion region = bench().region(3);
    MemoryRange range = region.part(bench().pageSize() + 100L, bench().pageSize());
    LockedRange handle = bench().lock(range, LockMode.PLAIN);
    assertAll(
        () -> assertEquals(bench().pageSize(), handle.range().byteCount(), "requested bytes"),
        () ->
            assertEquals(
                bench().page(region, 1) + 100,
                RangeAddress.of(handle.range(), bench().raw()::addressOf),
                "requested address"),
        () -> assertEquals(bench().page(region, 1), handle.lockedAddress(), "locked address"),
        () -> assertEquals(bench().pageSize(), bench().locker().pageSize(), "page size"),
        () -> assertEquals(2L * bench().pageSize(), handle.lockedBytes(), "locked bytes"),
        () -> assertEquals(LockMode.PLAIN, handle.mode()),
        () -> assertTrue(handle.isLocked()));
  }

  /**
   * Where the pages of a mapping are larger than those that are locked, the handle tells whole
   * ones, and goes on when it is closed. When it fails, look for a handle that is rounded once and
   * for all.
   */
  @Test
  default void required_L01_handleTellsWholePagesOfItsMapping() {
    long huge = 4L * bench().pageSize();
    bench().recorder().overridePageSizes(address -> huge);
    TestRegion region = bench().region(3);
    long first = Math.floorDiv(bench().page(region, 1), huge) * huge;
    LockedRange handle = bench().lock(region, 1, 2);
    for (int i = 0; i < 2; i++) {
      assertEquals(first, handle.lockedAddress(), "locked address");
      assertEquals(huge, handle.lockedBytes(), "locked bytes");
      bench().assertPages(region, i == 0 ? ".X." : "...");
      handle.close();
    }
  }

  /**
   * A buffer is locked from its position to its limit, as they were. When it fails, look at
   * addressOf: it gives the address of the byte at the position.
   */
  @Test
  default void optional_L01_bufferIsLockedFromPositionToLimit() {
    bench().needs(Capability.BYTE_BUFFERS);
    int page = bench().pageSize();
    ByteBuffer buffer = ByteBuffer.allocateDirect(8 * page);
    long start = bench().raw().addressOf(buffer);
    MemoryRange range = MemoryRange.of(buffer.position(2 * page).limit(3 * page + 1));
    buffer.clear();
    LockedRange handle = bench().lock(range, LockMode.PLAIN);
    long first = Math.floorDiv(start + 2L * page, page) * page;
    long last = Math.floorDiv(start + 3L * page, page) * page;
    assertEquals(first, handle.lockedAddress());
    assertEquals(last + page - first, handle.lockedBytes());
    bench().assertLockedBytes(last + page - first);
  }

  /**
   * Every page of a locked range is resident, the rounded ones too. When it fails, look for a lock
   * that only marks, such as one on fault.
   */
  @Test
  default void required_L01_lockedPagesAreResident() {
    LockOracle oracle = bench().needsPageOracle();
    bench().needs(TestMemory.Feature.FRESH_PAGES_ABSENT);
    TestRegion region = bench().region(4);
    bench().lock(region.part(bench().pageSize() + 100L, bench().pageSize()), LockMode.PLAIN);
    assertTrue(oracle.isResident(bench().page(region, 1)));
    assertTrue(oracle.isResident(bench().page(region, 2)));
    assertFalse(oracle.isOnFault(bench().page(region, 1)));
  }
}
