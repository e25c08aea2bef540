package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.spi.MappingRoom;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelEvidenceTest {
  private static final List<String> SMAPS =
      List.of(
          "7f0000000000-7f0000004000 r--s 00000000 fe:00 123   /a file",
          "Size:                 16 kB",
          "Rss:                   8 kB",
          "VmFlags: rd mr me lo ms ",
          "7f0000004000-7f0000008000 r--s 00004000 fe:00 123   /a file",
          "Size:                 16 kB",
          "Rss:                   4 kB",
          "VmFlags: rd mr me ms ");

  private final KernelSnapshot kernel =
      new KernelSnapshot(List.of("Name:\tjava", "VmLck:\t      16 kB"), SMAPS);

  @Test
  void lockedPagesAreReadFromStatusAndFlagsFromSmaps() {
    assertEquals(16384, kernel.vmLckBytes());
    KernelSnapshot.Mapped first = kernel.mapped(0x7f0000001000L, 4096);
    assertTrue(first.isAllLocked());
    assertEquals(8192, first.residentBytes());
    assertEquals("rd mr me lo ms", first.flags());
  }

  @Test
  void aRangeOverALockedAndAnUnlockedMappingIsNotAllLocked() {
    KernelSnapshot.Mapped both = kernel.mapped(0x7f0000003000L, 8192);
    assertFalse(both.isAllLocked());
    assertTrue(both.isAnyLocked());
    assertEquals(12288, both.residentBytes());
  }

  @Test
  void aRangeThatNoMappingHoldsIsNotLocked() {
    KernelSnapshot.Mapped none = kernel.mapped(0x7f0000008000L, 4096);
    assertFalse(none.isAllLocked());
    assertFalse(none.isAnyLocked());
  }

  @Test
  void mappingsThatWouldReachIntoTheLastTenthAreRefused() {
    MappingRoom room = MappingRoom.of(200, 65530);
    new MappingNeed(58_777).requireIn(room);
    PageLockException e =
        assertThrows(PageLockException.class, () -> new MappingNeed(58_778).requireIn(room));
    assertEquals(PageLockException.Reason.LIMIT_EXCEEDED, e.reason());
    assertTrue(String.valueOf(e.getMessage()).contains("needs 10 %"), e.toString());
    assertTrue(e.remedy().orElseThrow().text().contains("max_map_count=65532"), e.toString());
    new MappingNeed(Long.MAX_VALUE).requireIn(MappingRoom.ALL_UNKNOWN);
  }

  @Test
  void theRoomForMappingsIsReadFromTheKernel() {
    MappingRoom now = MappingNeed.roomNow();
    assertTrue(now.count() > 10, now.toString());
    assertTrue(now.max() >= now.count(), now.toString());
  }
}
