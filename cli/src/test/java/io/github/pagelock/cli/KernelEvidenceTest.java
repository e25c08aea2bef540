package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    KernelSnapshot.Mapped first = kernel.mapped(0x7f0000001000L, 0x1000);
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
    KernelSnapshot.Mapped none = kernel.mapped(0x7f0000008000L, 0x1000);
    assertFalse(none.isAllLocked());
    assertFalse(none.isAnyLocked());
  }
}
