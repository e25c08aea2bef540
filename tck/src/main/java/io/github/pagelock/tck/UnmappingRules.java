package io.github.pagelock.tck;

import io.github.pagelock.LockedRange;
import org.junit.jupiter.api.Test;

/** L8: memory that is unmapped while locked, and unlocks that fail. */
interface UnmappingRules extends Rules {
  /**
   * Closing after the memory was unmapped succeeds, and the ledger stays right. When it fails, look
   * at what the provider makes of ENOMEM from an unlock.
   */
  @Test
  default void optional_L08_closeAfterUnmapSucceeds() {
    bench().needs(TestMemory.Feature.UNMAP);
    TestRegion region = bench().region(4);
    LockedRange handle = bench().lock(region, 0, 4);
    bench().memory().unmap(region.address(), region.byteCount());
    handle.close();
    bench().assertPages(region, "----");
    bench().assertLockedBytes(0);
  }

  /**
   * Unlocking goes on beyond a hole. When it fails, look for an unlock that ends at the first
   * ENOMEM, as Linux's munlock does.
   */
  @Test
  default void optional_L08_unlockGoesOnBeyondAHole() {
    bench().needs(TestMemory.Feature.UNMAP);
    TestRegion region = bench().region(9);
    LockedRange handle = bench().lock(region, 0, 9);
    bench().memory().unmap(bench().page(region, 2), bench().pageSize());
    bench().memory().unmap(bench().page(region, 5), 2L * bench().pageSize());
    handle.close();
    bench().assertPages(region, "..-..--..");
  }

  /**
   * The same, with a page in the middle that another handle keeps. Look for an unlock of the whole
   * range.
   */
  @Test
  default void optional_L08_unlockBeyondAHoleLeavesOthersPagesLocked() {
    bench().needs(TestMemory.Feature.UNMAP);
    TestRegion region = bench().region(6);
    LockedRange handle = bench().lock(region, 0, 6);
    LockedRange kept = bench().lock(region, 4, 5);
    bench().memory().unmap(bench().page(region, 2), bench().pageSize());
    handle.close();
    bench().assertPages(region, "..-.X.");
    kept.close();
    bench().assertPages(region, "..-...");
  }
}
